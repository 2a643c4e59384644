-- what went into enterprises of a region, of all that was invested; let region
with {local}
select t.fund as subject, coalesce(d.lo, 0) as part_lo, coalesce(d.hi, 0) as part_hi, t.invested_lo as whole_lo,
       t.invested_hi as whole_hi, case when d.lo < d.hi then '有被投企业的地区未填' when d.lo is null then '尚无投资' end as missing
from fund_total t left join done d on d.fund = t.fund and d.unit = t.currency
