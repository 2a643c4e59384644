-- rule: HQ-2
-- zh: 存续期不超过15年
-- en: it lives at most 15 years
-- clause: 横琴政府投资基金管理办法(2023年)(存续期)
-- source: S58
-- confidence: B
-- severity: warn
-- jurisdiction: 440400
-- classes: mother_fund,sub_fund,direct_fund
-- scheme: HQ
-- valid: 2023-09-11..
-- parameters: hq_life_max
-- test: measured <= hq_life_max
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
