-- reports of a year, filed within months after its end; let report, parameter, since and until = days between which the rule is in force
with recursive quarter(i, ends) as (
  select 0, date('now', 'start of year', '-1 day')
  union all select i + 1, date(ends, '-1 year') from quarter where i < 1),
filed as (
  select r.fund, r.period_first, r.period_last, max(r.report is null) as is_vague, max(r.report = '{report}') as is_it,
         min(case when r.report = '{report}' then r.published end) as published,
         group_concat(case when r.report = '{report}' then r.entry end, ',') as entries
  from reports r
  where (r.report is null or r.report = '{report}') and (r.published is null or r.published_first <= date('now'))
  group by r.fund, r.period_first, r.period_last)
select f.fund as subject, strftime('%Y', q.ends) as object,
       d.published as done,
       case when coalesce(d.is_it, 0) and d.published is null then null
            when coalesce(d.is_vague, 0) and not coalesce(d.is_it, 0) then null
            else date(q.ends, '+1 day', '+' || param('{parameter}', f.fund, date('now')) || ' months', '-1 day') end as due,
       case when d.is_it and d.published is null then '报送日未填' when d.is_vague and not d.is_it then '有未注明类别的报送' end as missing,
       d.entries as evidence
from quarter q join funds f on f.established_last <= q.ends
left join filed d on d.fund = f.fund and d.period_first = date(q.ends, '+1 day', '-1 year') and d.period_last = q.ends
where q.ends >= '{since}' and q.ends < '{until}' and coalesce(f.stage, '') <> 'liquidated'
