-- rule: JS-1b
-- zh: 存续期一般不短于5年
-- en: in general it lives at least 5 years
-- clause: 江苏省战略性新兴产业母基金设区市产业专项母基金申报及运作指引(2025年9月版)(存续期)
-- source: S56
-- confidence: A
-- severity: warn
-- jurisdiction: 320000
-- classes: mother_fund
-- scheme: JS-CITY
-- valid: 2025-10-01..
-- parameters: js_life_min
-- test: measured >= js_life_min
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
