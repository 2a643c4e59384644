-- rule: QH-34-1
-- zh: 母基金管理人于季度结束后45个工作日内报送运行报告
-- en: the mother’s manager reports within 45 working days of the quarter’s end
-- clause: 《青海省省级政府投资基金管理办法》第三十四条
-- source: R1
-- confidence: A
-- severity: due
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- parameters: qh_quarterly_workdays
-- test: done <= due
-- note: 未公布放假安排之年按周一至周五计
-- note: years without a published calendar are reckoned Monday to Friday
with recursive quarter(i, ends) as (
  select 0, date('now', 'start of month', '-' || ((cast(strftime('%m', 'now') as integer) - 1) % 3) || ' months', '-1 day')
  union all select i + 1, date(ends, '+1 day', '-3 months', '-1 day') from quarter where i < 3),
count(ends, at, n) as (
  select q.ends, date(q.ends, '+' || k.value || ' days'), workdays(q.ends, date(q.ends, '+' || k.value || ' days'))
  from quarter q, later k),
later(value) as (select 1 union all select value + 1 from later where value < 120),
due(ends, n, at) as (select ends, n, min(at) from count group by ends, n),
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
            else w.at end as due,
       case when d.is_it and d.published is null then '报送日未填' when d.is_vague and not d.is_it then '有未注明类别的报送' end as missing,
       d.entries as evidence
from quarter q join funds f on f.established_last <= q.ends
left join filed d on d.fund = f.fund and d.period_first = date(q.ends, '+1 day', '-3 months') and d.period_last = q.ends
left join due w on w.ends = q.ends and w.n = param('qh_quarterly_workdays', f.fund, date('now'))
where q.ends >= '2022-04-24' and coalesce(f.stage, '') <> 'liquidated'
