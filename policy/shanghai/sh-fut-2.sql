-- rule: SH-FUT-2
-- zh: 子基金存续期不短于7年
-- en: a sub-fund lives at least 7 years
-- clause: 上海未来产业基金子基金公告(2025年1月)(存续期)
-- source: R24
-- confidence: A
-- severity: block
-- jurisdiction: 310000
-- classes: sub_fund
-- scheme: SH-FUT
-- valid: 2025-02-01..
-- parameters: shfut_life_min
-- test: measured >= shfut_life_min
-- note: 并不得超过本基金剩余期限
-- note: nor longer than what is left of the fund
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
