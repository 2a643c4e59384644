-- rule: SZ-ANGEL-3
-- zh: 直投不超过母基金的10%
-- en: direct deals are at most 10 % of the mother
-- clause: 深圳天使母基金(2022年5月前)(投资结构)
-- source: S71
-- confidence: B
-- severity: warn
-- jurisdiction: 440300
-- classes: mother_fund
-- scheme: SZ-ANGEL-M
-- valid: 2022-06-01..
-- parameters: angel_direct_max
-- test: part/whole <= angel_direct_max
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
