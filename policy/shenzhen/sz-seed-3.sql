-- rule: SZ-SEED-3
-- zh: 为企业首轮外部融资
-- en: it is the company’s first outside round
-- clause: 深圳市科技创新种子基金(2024年2月)(投资阶段)
-- source: R13
-- confidence: B
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-SEED
-- valid: 2024-02-06..
-- test: flag
select f.fund as subject,
       case param('fact_not_first_round', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_not_first_round', f.fund, date('now')) is null
            then '请以 parameter.set fact_not_first_round 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_not_first_round' group by fund) e
  on e.fund = f.fund
