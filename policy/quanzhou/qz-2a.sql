-- rule: QZ-2a
-- zh: 存续期不超过10年
-- en: it lives at most 10 years
-- clause: 《泉州市产业股权投资基金管理规定》(2023年)(存续期)
-- source: S57
-- confidence: B
-- severity: warn
-- jurisdiction: 350500
-- classes: sub_fund
-- valid: 2023-09-11..
-- parameters: qz_life_max
-- test: measured <= qz_life_max
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
