-- rule: FJ-09-1
-- zh: 首期出资不低于基金规模的20%
-- en: the first call is at least 20 % of the fund’s size
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第九条
-- source: R4
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: mother_fund
-- valid: 2016-07-11..
-- parameters: fj_first_call_min
-- test: part/whole >= fj_first_call_min
-- note: 首期为最早一日的缴款通知
-- note: the first call is what was called on the earliest day
with {size},
first as (
  select fund, min(day) as day, group_concat(entry) as entries, sum(amount) as amount from (
    select c.fund, c.day, c.entry, c.amount, min(c.day) over (partition by c.fund) as begin from flow c
    where c.kind = 'call.issued') where day = begin group by fund)
select f.fund as subject, c.amount as part, s.lo as whole_lo, s.hi as whole_hi,
       case when c.amount is null then '没有缴款通知' end as missing, c.entries as evidence
from funds f join size s on s.fund = f.fund left join first c on c.fund = f.fund
