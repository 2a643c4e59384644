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
with {size},
top as (
  select fund, sum(committed_lo) as known, max(paid_in_lo * 1.0 / committed_lo) as rate, count(*) as parties
  from positions where committed_lo > 0 and committed_unit = 'CNY' group by fund)
select p.fund as subject, p.investor as object,
       case when p.paid_in_lo * 1.0 / p.committed_lo < t.rate - 0.000001 then 1
            when s.hi is null or s.hi > t.known or t.parties = 1 then null else 0 end as flag,
       '其余出资人的到位情况不在账上' as missing
from positions p join top t on t.fund = p.fund join size s on s.fund = p.fund
where p.committed_lo > 0 and p.committed_unit = 'CNY'
