-- rule: SZ-LH-2
-- zh: 直投或跟投不超过母基金的10%
-- en: direct and follow-on deals are at most 10 % of the mother
-- clause: 深圳市龙华区天使母基金(投资结构)
-- source: S80
-- confidence: B
-- severity: warn
-- jurisdiction: 440300
-- classes: mother_fund
-- scheme: SZ-LH
-- valid: 2026-11-23..
-- parameters: lh_direct_max
-- test: part/whole <= lh_direct_max
-- note: 起始日不详:自核对之日2026-11-23起适用
-- note: its first day is not known: applied from 2026-11-23, when it was looked at
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
select f.fund as subject, coalesce(t.invested_lo, 0) as part_lo, coalesce(t.invested_hi, 0) as part_hi, s.lo as whole_lo, s.hi as whole_hi,
       case when s.lo = 0 then '规模未知' end as missing
from funds f join size s on s.fund = f.fund left join fund_total t on t.fund = f.fund and t.currency = 'CNY'
