-- one stated fact within working days after another; let fact, fact_b, parameter
with recursive begun as (
  select fund, min(date_first) as first, max(date_last) as last, cast(min(entry) as text) as entry from parameters where name = '{fact}' and value = 1 and fund is not null group by fund),
ended as (
  select fund, min(date_last) as day, cast(min(entry) as text) as entry from parameters
  where name = '{fact_b}' and value = 1 and fund is not null group by fund),
later(value) as (select 1 union all select value + 1 from later where value < 120)
select s.fund as subject, e.day as done,
       case when s.first = s.last then (select date(s.last, '+' || k.value || ' days') from later k
        where k.value >= param('{parameter}', s.fund, date('now')) and workdays(s.last, date(s.last, '+' || k.value || ' days')) = param('{parameter}', s.fund, date('now')) limit 1) end as due,
       case when s.first <> s.last then '起算日未精确到日' end as missing,
       coalesce(e.entry, s.entry) as evidence
from begun s left join ended e on e.fund = s.fund
