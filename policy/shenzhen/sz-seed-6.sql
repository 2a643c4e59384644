-- rule: SZ-SEED-6
-- zh: 单笔投资不超过子基金规模的10%
-- en: a single payment into a project is at most 10 % of the sub-fund’s size
-- clause: 深圳市科技创新局答复函(2025-10-29)(种子基金)
-- source: R14
-- confidence: A
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-SEED
-- valid: 2025-10-29..
-- parameters: seed_payment_max
-- test: part/whole <= seed_payment_max
with {size},
rounds as (
  select investor as fund, enterprise, entry, amount_lo, amount_hi, date_first,
         min(date_first) over (partition by investor, enterprise) as begin
  from holdings where record = 'ledger' and amount_unit = 'CNY')
select r.fund as subject, r.enterprise as object, max(r.amount_lo) as part_lo, max(r.amount_hi) as part_hi, s.lo as whole_lo, s.hi as whole_hi,
       case when s.lo = 0 then '规模未知' end as missing, group_concat(r.entry) as evidence
from rounds r join size s on s.fund = r.fund group by r.fund, r.enterprise
