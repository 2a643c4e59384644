-- rule: SZ-SEED-5
-- zh: 跟投资金不超过子基金规模的20%
-- en: follow-on money is at most 20 % of the sub-fund’s size
-- clause: 深圳市科技创新种子基金(2024年2月)(跟投)
-- source: R13
-- confidence: B
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-SEED
-- valid: 2024-02-06..
-- parameters: seed_follow_on_max
-- test: part/whole <= seed_follow_on_max
-- note: 同一项目首笔之后的投资为跟投
-- note: what is invested in one project after its first day is follow-on
with {size},
rounds as (
  select investor as fund, enterprise, entry, amount_lo, amount_hi, date_first,
         min(date_first) over (partition by investor, enterprise) as begin
  from holdings where record = 'ledger' and amount_unit = 'CNY'),
later as (
  select fund, sum(case when date_first > begin then amount_lo else 0 end) as lo,
         sum(case when date_first > begin then amount_hi else 0 end) as hi,
         group_concat(case when date_first > begin then entry end) as entries
  from rounds group by fund)
select r.fund as subject, r.lo as part_lo, r.hi as part_hi, s.lo as whole_lo, s.hi as whole_hi,
       case when s.lo = 0 then '规模未知' end as missing, r.entries as evidence
from later r join size s on s.fund = r.fund
