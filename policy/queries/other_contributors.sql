-- how many contributors are no governments and no mother funds
with {size},
known as (
  select p.fund, count(case when m.class in ('soe', 'corporate', 'bank', 'enterprise', 'gp', 'guarantor') then 1 end) as sure,
         count(case when m.class not in ('government', 'mother_fund') then 1 end) as perhaps, sum(p.committed_lo) as amount
  from positions p join parties m on m.id = p.investor where p.committed_hi > 0 and p.committed_unit = 'CNY' group by p.fund)
select k.fund as subject, k.sure as measured_lo, case when s.hi <= k.amount then k.perhaps end as measured_hi,
       '尚有出资人未入账或性质未定' as missing
from known k join size s on s.fund = k.fund
