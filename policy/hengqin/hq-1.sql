-- rule: HQ-1
-- zh: 政府出资不超过子基金的40%
-- en: government money is at most 40 % of a sub-fund
-- clause: 横琴政府投资基金管理办法(2023年)(出资比例)
-- source: S58
-- confidence: B
-- severity: warn
-- jurisdiction: 440400
-- classes: sub_fund
-- scheme: HQ
-- valid: 2023-09-11..
-- parameters: hq_share_max
-- test: part/whole <= hq_share_max
-- note: 天使类除外:以豁免处理
-- note: angel funds are exempt: waive it
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
  from said s left join fund_total t on t.fund = s.fund and t.currency = 'CNY'),
share as (
  select p.fund, sum(case when m.class in ('government', 'mother_fund') then p.committed_lo else 0 end) as lo,
         sum(case when m.class in ('government', 'mother_fund', 'platform', 'other') then p.committed_hi else 0 end) as hi, sum(p.committed_lo) as known,
         max(p.committed_unit is not 'CNY') as is_foreign
  from positions p join parties m on m.id = p.investor group by p.fund)
select s.fund as subject, case when not s.is_foreign then s.lo end as part_lo,
       case when not s.is_foreign and w.hi is not null then s.hi + max(0, w.hi - s.known) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when s.is_foreign then '非人民币,不折算' when w.hi is null or w.hi > s.known then '尚有出资人未入账' when s.lo < s.hi then '有出资人的性质未定' end as missing
from share s join size w on w.fund = s.fund
