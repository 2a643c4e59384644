-- rule: QZ-5
-- zh: 首期实缴不低于认缴的20%
-- en: the first payment is at least 20 % of subscription
-- clause: 《泉州市产业股权投资基金管理规定》(2023年)(出资)
-- source: S57
-- confidence: B
-- severity: warn
-- jurisdiction: 350500
-- classes: sub_fund
-- valid: 2023-09-11..
-- parameters: qz_first_min
-- test: part/whole >= qz_first_min
-- note: 首期为最早一日的实缴
-- note: the first payment is what was paid on the earliest day
with {size},
first as (
  select fund, sum(amount) as amount, group_concat(entry) as entries from (
    select c.fund, c.day, c.entry, c.amount, min(c.day) over (partition by c.fund) as begin from flow c
    where c.kind = 'contribution.paid') where day = begin group by fund)
select f.fund as subject, c.amount as part, s.lo as whole_lo, s.hi as whole_hi,
       case when c.amount is null then '尚无实缴' end as missing, c.entries as evidence
from funds f join size s on s.fund = f.fund left join first c on c.fund = f.fund
