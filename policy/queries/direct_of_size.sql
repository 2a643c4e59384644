-- direct deals of the size of the fund
with {size}
select f.fund as subject, coalesce(t.invested_lo, 0) as part_lo, coalesce(t.invested_hi, 0) as part_hi, s.lo as whole_lo, s.hi as whole_hi,
       case when s.lo = 0 then '规模未知' end as missing
from funds f join size s on s.fund = f.fund left join fund_total t on t.fund = f.fund and t.currency = 'CNY'
