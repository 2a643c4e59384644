-- what contributors of some classes committed, of the size of the fund; let sure = classes that are, perhaps = those and classes that may be
with {size},
share as (
  select p.fund, sum(case when instr(',{sure},', ',' || m.class || ',') > 0 then p.committed_lo else 0 end) as lo,
         sum(case when instr(',{perhaps},', ',' || m.class || ',') > 0 then p.committed_hi else 0 end) as hi, sum(p.committed_lo) as known,
         max(p.committed_unit is not 'CNY') as is_foreign
  from positions p join parties m on m.id = p.investor group by p.fund)
select s.fund as subject, case when not s.is_foreign then s.lo end as part_lo,
       case when not s.is_foreign and w.hi is not null then s.hi + max(0, w.hi - s.known) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when s.is_foreign then '非人民币,不折算' when w.hi is null or w.hi > s.known then '尚有出资人未入账' when s.lo < s.hi then '有出资人的性质未定' end as missing
from share s join size w on w.fund = s.fund
