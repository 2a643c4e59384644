-- the latest stated share in one enterprise
with told as (
  select h.investor, h.enterprise, h.entry, h.share_lo, h.share_hi,
         row_number() over (partition by h.investor, h.enterprise order by h.share_lo is null, h.date_last desc, h.entry desc) as n
  from holdings h)
select t.investor as subject, t.enterprise as object, t.share_lo as measured_lo, t.share_hi as measured_hi,
       case when t.share_lo is null then '未录入持股比例' end as missing, cast(t.entry as text) as evidence
from told t left join portfolio p on p.fund = t.investor and p.enterprise = t.enterprise
where t.n = 1 and (p.cost_hi is null or p.cost_hi > 0)
