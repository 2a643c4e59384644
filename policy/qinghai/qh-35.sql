-- rule: QH-35
-- zh: 自评与重点评价结果用于续存和管理费
-- en: self and key evaluations feed continuation and management fee
-- clause: 《青海省省级政府投资基金管理办法》第三十五条
-- source: R1
-- confidence: A
-- severity: info
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- test: flag
select f.fund as subject,
       case param('fact_evaluation_linked', f.fund, date('now')) when 0 then 1 when 1 then 0 end as flag,
       case when param('fact_evaluation_linked', f.fund, date('now')) is null
            then '请以 parameter.set fact_evaluation_linked 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_evaluation_linked' group by fund) e
  on e.fund = f.fund
