-- rule: QH-04
-- zh: 出资来自一般公共预算、政府性基金预算、国有资本经营预算
-- en: the money comes from the general public, government-fund or state-capital budget
-- clause: 《青海省省级政府投资基金管理办法》第四条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- test: flag
-- note: 拨款的预算类别不在任何关系里,须陈述
-- note: no relation shows the budget class of a transfer, so it is attested
select f.fund as subject,
       case param('fact_budget_source_outside', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_budget_source_outside', f.fund, date('now')) is null
            then '请以 parameter.set fact_budget_source_outside 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_budget_source_outside' group by fund) e
  on e.fund = f.fund
