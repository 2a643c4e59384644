-- rule: SZ-SEED-1
-- zh: 种子基金存续期15年
-- en: the seed fund lives 15 years
-- clause: 深圳市科技创新种子基金(2024年2月)(存续期)
-- source: R13
-- confidence: B
-- severity: info
-- jurisdiction: 440300
-- classes: mother_fund
-- scheme: SZ-SEED
-- valid: 2024-02-06..
-- parameters: seed_life
-- test: measured <= seed_life
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
