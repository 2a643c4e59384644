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
first as (
  select fund, min(day) as day, group_concat(entry) as entries, sum(amount) as amount from (
    select c.fund, c.day, c.entry, c.amount, min(c.day) over (partition by c.fund) as begin from flow c
    where c.kind = 'call.issued') where day = begin group by fund)
select f.fund as subject, c.amount as part, s.lo as whole_lo, s.hi as whole_hi,
       case when c.amount is null then '没有缴款通知' end as missing, c.entries as evidence
from funds f join size s on s.fund = f.fund left join first c on c.fund = f.fund
