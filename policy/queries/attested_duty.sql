-- a duty that somebody states of a fund: 1 = it is met, 0 = it is not; let fact
select f.fund as subject,
       case param('{fact}', f.fund, date('now')) when 0 then 1 when 1 then 0 end as flag,
       case when param('{fact}', f.fund, date('now')) is null
            then '请以 parameter.set {fact} 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = '{fact}' group by fund) e
  on e.fund = f.fund
