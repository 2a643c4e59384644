-- rule: QH-18-4
-- zh: 对单个企业的投资不超过基金资产总值的20%
-- en: at most 20 % of the fund’s total assets in one enterprise
-- clause: 《青海省省级政府投资基金管理办法》第十八条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: sub_fund
-- valid: 2022-04-24..
-- parameters: qh_single_max
-- test: part/whole <= qh_single_max
-- note: 分子为尚未退出的成本
-- note: the part is what is still in it, at cost
select p.fund as subject, p.enterprise as object, case when p.cost_unit = 'CNY' then p.cost_lo end as part_lo,
       case when p.cost_unit = 'CNY' then p.cost_hi end as part_hi,
       case when param_unit('fact_total_assets', p.fund, date('now')) = 'CNY'
            then param('fact_total_assets', p.fund, date('now')) end as whole,
       case when p.cost_unit <> 'CNY' then '非人民币,不折算'
            when param('fact_total_assets', p.fund, date('now')) is null
            then '请以 parameter.set fact_total_assets 陈述资产总值' end as missing
from portfolio p where p.cost_hi > 0
