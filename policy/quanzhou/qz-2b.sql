-- rule: QZ-2b
-- zh: 投资期不超过5年
-- en: the investment period is at most 5 years
-- clause: 《泉州市产业股权投资基金管理规定》(2023年)(存续期)
-- source: S57
-- confidence: B
-- severity: warn
-- jurisdiction: 350500
-- classes: sub_fund
-- valid: 2023-09-11..
-- parameters: qz_investing_max
-- test: measured <= qz_investing_max
select f.fund as subject,
       case when param_unit('fact_investing_years', f.fund, date('now')) = 'count'
            then param('fact_investing_years', f.fund, date('now')) end as measured,
       case when param('fact_investing_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_investing_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_investing_years' group by fund) e
  on e.fund = f.fund
