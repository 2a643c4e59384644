-- rule: SZ-INNO-3
-- zh: 创新创业类:子基金规模不低于5000万元
-- en: innovation: the sub-fund has at least 5000万元
-- clause: 深圳市政府投资引导基金子基金条件(整理稿)(规模)
-- source: S76
-- confidence: C
-- severity: info
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-INNO
-- valid: 2026-11-23..
-- parameters: inno_size_min
-- test: measured >= inno_size_min
-- note: 来源未署日期且为整理稿:自核对之日2026-11-23起提示
-- note: the source is an undated compilation: told from 2026-11-23, when it was looked at
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
