-- what went into enterprises of a region, of the size of the fund or its registered or committed capital; let region, whole = size or base
with {size},
{base},
{local}
select f.fund as subject, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知'
            when d.lo < d.hi then '有被投企业的地区未填' end as missing
from funds f join size s on s.fund = f.fund join {whole} w on w.fund = f.fund left join done d on d.fund = f.fund and d.unit = 'CNY'
