-- rule: JS-7
-- zh: 子基金规模不低于3亿元(宁苏锡常5亿元)
-- en: a sub-fund has at least 300 million yuan (500 in Nanjing, Suzhou, Wuxi, Changzhou)
-- clause: 江苏省战略性新兴产业母基金设区市产业专项母基金申报及运作指引(2025年9月版)(子基金规模)
-- source: S56
-- confidence: A
-- severity: block
-- jurisdiction: 320000
-- classes: sub_fund
-- scheme: JS-CITY
-- valid: 2025-10-01..
-- parameters: js_size_min
-- test: measured >= js_size_min
with said as (
  select fund, case when subscribed_unit = 'CNY' then coalesce(subscribed_lo, 0)
                    when registered_unit = 'CNY' then coalesce(registered_lo, 0) end as lo,
         case when subscribed_unit = 'CNY' then subscribed_hi when registered_unit = 'CNY' then registered_hi end as hi,
         registered_unit = 'CNY' as is_registered, coalesce(registered_lo, 0) as registered_lo, registered_hi
  from funds),
size as (
  select s.fund, max(coalesce(s.lo, 0), coalesce(t.committed_lo, 0)) as lo,
         case when s.lo is null then t.committed_hi
              when s.hi is not null then max(s.hi, coalesce(t.committed_hi, 0)) end as hi,
         is_registered, registered_lo, registered_hi, coalesce(t.invested_lo, 0) as invested
  from said s left join fund_total t on t.fund = s.fund and t.currency = 'CNY')
select fund as subject, lo as measured_lo, hi as measured_hi, case when lo = 0 then '规模未知' when lo is not hi then '规模未准确知悉' end as missing
from size
