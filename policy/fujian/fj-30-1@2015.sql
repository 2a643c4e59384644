-- rule: FJ-30-1
-- zh: 于季度结束后15日内向省财政厅报送季报
-- en: quarterly statements to provincial finance within 15 days
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第二十七条
-- source: R3
-- confidence: A
-- severity: due
-- jurisdiction: 350000
-- classes: mother_fund
-- valid: 2015-05-06..2016-07-11
-- parameters: fj_quarterly_days
-- test: done <= due
-- note: 2016年办法第三十条不再规定天数,故无后续版本
-- note: the text of 2016 (article 30) sets no day, so no later version
with recursive quarter(i, ends) as (
  select 0, date('now', 'start of month', '-' || ((cast(strftime('%m', 'now') as integer) - 1) % 3) || ' months', '-1 day')
  union all select i + 1, date(ends, '+1 day', '-3 months', '-1 day') from quarter where i < 3),
filed as (
  select r.fund, r.period_first, r.period_last, max(r.report is null) as is_vague, max(r.report = 'provincial_quarterly') as is_it,
         min(case when r.report = 'provincial_quarterly' then r.published end) as published,
         group_concat(case when r.report = 'provincial_quarterly' then r.entry end, ',') as entries
  from reports r
  where (r.report is null or r.report = 'provincial_quarterly') and (r.published is null or r.published_first <= date('now'))
  group by r.fund, r.period_first, r.period_last)
select f.fund as subject, strftime('%Y', q.ends) || 'Q' || ((cast(strftime('%m', q.ends) as integer) + 2) / 3) as object,
       d.published as done,
       case when coalesce(d.is_it, 0) and d.published is null then null
            when coalesce(d.is_vague, 0) and not coalesce(d.is_it, 0) then null
            else date(q.ends, '+' || param('fj_quarterly_days', f.fund, date('now')) || ' days') end as due,
       case when d.is_it and d.published is null then '报送日未填' when d.is_vague and not d.is_it then '有未注明类别的报送' end as missing,
       d.entries as evidence
from quarter q join funds f on f.established_last <= q.ends
left join filed d on d.fund = f.fund and d.period_first = date(q.ends, '+1 day', '-3 months') and d.period_last = q.ends
where q.ends >= '2015-05-06' and q.ends < '2016-07-11' and coalesce(f.stage, '') <> 'liquidated'
