-- rule: ZH-2
-- zh: 存续期不超过15年
-- en: it lives at most 15 years
-- clause: 珠海基金子基金架构条件(存续期)
-- source: S59
-- confidence: B
-- severity: warn
-- jurisdiction: 440400
-- classes: sub_fund
-- scheme: ZH
-- valid: 2026-11-23..
-- parameters: zh_life_max
-- test: measured <= zh_life_max
-- note: 来源未署日期:自核对之日2026-11-23起适用
-- note: the source has no date: applied from 2026-11-23, when it was looked at
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
