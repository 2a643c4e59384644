-- rule: FJ-14
-- zh: 子基金存续期约10年
-- en: a sub-fund lives about 10 years
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第十三条
-- source: R3
-- confidence: A
-- severity: warn
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2015-05-06..2016-07-11
-- parameters: fj_life_years
-- test: measured <= fj_life_years
-- note: “约”以不超过10年计;延期由协调小组批准,可豁免
-- note: “about” is read as at most 10; an extension by the coordination group is a waiver
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
