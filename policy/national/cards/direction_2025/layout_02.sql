-- what went into enterprises of the fund's own sector, of all that was invested
select p.fund as subject,
       case when coalesce(f.sector, '') = '' then null else sum(case when e.sector = f.sector then p.invested else 0 end) end as part_lo,
       case when coalesce(f.sector, '') = '' then null
            else sum(case when e.sector = f.sector or coalesce(e.sector, '') = '' then p.invested else 0 end) end as part_hi,
       sum(p.invested) as whole, case when coalesce(f.sector, '') = '' then '基金登记的行业(sector)' end as missing
from portfolio p join parties f on f.id = p.fund join parties e on e.id = p.enterprise
group by p.fund
