-- rule: SZ-SEED-7
-- zh: 单笔不超过500万元的项目投资合计不低于子基金规模的60%
-- en: projects with single payments of at most 5 million yuan make up at least 60 % of the size
-- clause: 深圳市科技创新局答复函(2025-10-29)(种子基金)
-- source: R14
-- confidence: A
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-SEED
-- valid: 2025-10-29..
-- parameters: seed_small_share_min,seed_small_payment
-- test: part/whole >= seed_small_share_min
with {size},
rounds as (
  select investor as fund, enterprise, entry, amount_lo, amount_hi, date_first,
         min(date_first) over (partition by investor, enterprise) as begin
  from holdings where record = 'ledger' and amount_unit = 'CNY'),
project as (
  select fund, enterprise, sum(amount_lo) as lo, sum(amount_hi) as hi, max(amount_hi) as most, max(amount_lo) as least
  from rounds group by fund, enterprise),
done as (
  select fund, sum(case when most <= param('seed_small_payment', fund, date('now')) then lo else 0 end) as lo,
         sum(case when least <= param('seed_small_payment', fund, date('now')) then hi else 0 end) as hi
  from project group by fund)
select f.fund as subject, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0) when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       s.lo as whole_lo, s.hi as whole_hi,
       case when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from funds f join size s on s.fund = f.fund left join done d on d.fund = f.fund
