-- rule: QH-03-1
-- zh: 三保和债务付息未足额安排的,不得注资
-- en: no money for the fund while the three guarantees or debt interest are not fully funded
-- clause: 《青海省省级政府投资基金管理办法》第三条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- test: flag
select f.fund as subject,
       case param('fact_three_guarantees_unfunded', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_three_guarantees_unfunded', f.fund, date('now')) is null
            then '请以 parameter.set fact_three_guarantees_unfunded 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_three_guarantees_unfunded' group by fund) e
  on e.fund = f.fund
