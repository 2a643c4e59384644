-- rule: QH-19-1
-- zh: 各方按出资比例同步到位
-- en: all parties pay pro rata and at the same time
-- clause: 《青海省省级政府投资基金管理办法》第十九条
-- source: R1
-- confidence: A
-- severity: warn
-- jurisdiction: 630000
-- classes: mother_fund,sub_fund
-- valid: 2022-04-24..
-- test: flag
-- note: 到位率与最高者相差百万分之一以上即为不同步
-- note: a rate more than one millionth below the highest counts as behind
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
top as (
  select fund, sum(committed_lo) as known, max(paid_in_lo * 1.0 / committed_lo) as rate, count(*) as parties
  from positions where committed_lo > 0 and committed_unit = 'CNY' group by fund)
select p.fund as subject, p.investor as object,
       case when p.paid_in_lo * 1.0 / p.committed_lo < t.rate - 0.000001 then 1
            when s.hi is null or s.hi > t.known or t.parties = 1 then null else 0 end as flag,
       '其余出资人的到位情况不在账上' as missing
from positions p join top t on t.fund = p.fund join size s on s.fund = p.fund
where p.committed_lo > 0 and p.committed_unit = 'CNY'
