-- what is said to be invested so, of the size of the fund or its registered or committed capital, an interval as long as it invests; let fact, whole = size or base
with {size},
{base},
done as (
  select f.fund, f.stage, case when param_unit('{fact}', f.fund, date('now')) = 'CNY' then param('{fact}', f.fund, date('now')) end as amount from funds f)
select d.fund as subject, d.amount as part_lo,
       case when d.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then d.amount when s.hi is not null then d.amount + max(0, s.hi - s.invested) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when d.amount is null then '请以 parameter.set {fact} 陈述'
            when coalesce(d.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from done d join size s on s.fund = d.fund join {whole} w on w.fund = d.fund
