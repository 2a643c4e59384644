-- rule: QH-24
-- zh: 清算受监督,资金上缴国库
-- en: liquidation is supervised and the money goes to the treasury
-- clause: 《青海省省级政府投资基金管理办法》第二十四条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund,sub_fund
-- valid: 2022-04-24..
-- test: flag
select f.fund as subject,
       case param('fact_liquidation_supervised', f.fund, date('now')) when 0 then 1 when 1 then 0 end as flag,
       case when param('fact_liquidation_supervised', f.fund, date('now')) is null
            then '请以 parameter.set fact_liquidation_supervised 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_liquidation_supervised' group by fund) e
  on e.fund = f.fund
where f.stage in ('liquidating', 'liquidated')
