-- what was recognised of reinvestment, of what a mother fund brought
with {size},
done as (
  select fund, investor, sum(counted_lo) as lo, sum(counted_hi) as hi from reinvestment_claims
  where counted_unit = 'CNY' group by fund, investor)
select p.fund as subject, p.investor as object, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       case when p.committed_unit = 'CNY' then min(p.paid_in_lo, p.committed_lo) end as whole_lo, case when p.committed_unit = 'CNY' then max(p.paid_in_hi, p.committed_hi) end as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算'
            when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
left join done d on d.fund = p.fund and d.investor = p.investor
where m.class = 'mother_fund'
