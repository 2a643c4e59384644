-- rule: QH-27
-- zh: 退出价格按章程约定;未约定的,由具备资质的机构评估
-- en: the exit price is as the charter says; if silent, a licensed appraiser sets it
-- clause: 《青海省省级政府投资基金管理办法》第二十七条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2022-04-24..
-- test: flag
-- note: 只看已陈述政府出资退出(fact_public_exit)的基金
-- note: only funds of which an exit of public money is attested (fact_public_exit)
select f.fund as subject,
       case param('fact_exit_price_by_charter_or_appraisal', f.fund, date('now')) when 0 then 1 when 1 then 0 end as flag,
       case when param('fact_exit_price_by_charter_or_appraisal', f.fund, date('now')) is null
            then '请以 parameter.set fact_exit_price_by_charter_or_appraisal 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_exit_price_by_charter_or_appraisal' group by fund) e
  on e.fund = f.fund
where param('fact_public_exit', f.fund, date('now')) = 1
