-- rule: NM-23-2
-- zh: 母基金于季度结束后15日内报送季报
-- en: the mother’s quarterly report within 15 days of the quarter’s end
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第二十三条、第二十四条
-- source: R2
-- confidence: A
-- severity: due
-- jurisdiction: 150000
-- classes: mother_fund
-- valid: 2019-01-11..
-- parameters: mof_quarterly_days
-- test: done <= due
with recursive quarter(i, ends) as (
  select 0, date('now', 'start of month', '-' || ((cast(strftime('%m', 'now') as integer) - 1) % 3) || ' months', '-1 day')
  union all select i + 1, date(ends, '+1 day', '-3 months', '-1 day') from quarter where i < 3),
filed as (
  select r.fund, r.period_first, r.period_last, max(r.report is null) as is_vague, max(r.report = 'mof_quarterly') as is_it,
         min(case when r.report = 'mof_quarterly' then r.published end) as published,
         group_concat(case when r.report = 'mof_quarterly' then r.entry end, ',') as entries
  from reports r
  where (r.report is null or r.report = 'mof_quarterly') and (r.published is null or r.published_first <= date('now'))
  group by r.fund, r.period_first, r.period_last)
select f.fund as subject, strftime('%Y', q.ends) || 'Q' || ((cast(strftime('%m', q.ends) as integer) + 2) / 3) as object,
       d.published as done,
       case when coalesce(d.is_it, 0) and d.published is null then null
            when coalesce(d.is_vague, 0) and not coalesce(d.is_it, 0) then null
            else date(q.ends, '+' || param('mof_quarterly_days', f.fund, date('now')) || ' days') end as due,
       case when d.is_it and d.published is null then '报送日未填' when d.is_vague and not d.is_it then '有未注明类别的报送' end as missing,
       d.entries as evidence
from quarter q join funds f on f.established_last <= q.ends
left join filed d on d.fund = f.fund and d.period_first = date(q.ends, '+1 day', '-3 months') and d.period_last = q.ends
where q.ends >= '2019-01-11' and coalesce(f.stage, '') <> 'liquidated'
