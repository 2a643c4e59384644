-- an amount that somebody states of a fund; let fact, unit
select f.fund as subject,
       case when param_unit('{fact}', f.fund, date('now')) = '{unit}'
            then param('{fact}', f.fund, date('now')) end as measured,
       case when param('{fact}', f.fund, date('now')) is null
            then '请以 parameter.set {fact} 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = '{fact}' group by fund) e
  on e.fund = f.fund
