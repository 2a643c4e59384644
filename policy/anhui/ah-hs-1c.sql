-- rule: AH-HS-1c
-- zh: 存续期不超过15年(10+5)
-- en: it lives at most 15 years (10 and 5)
-- clause: 黄山市新兴产业引导基金公告(2023年)(存续期)
-- source: R11
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-HS
-- valid: 2023-08-12..
-- parameters: hs_life_max
-- test: measured <= hs_life_max
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
