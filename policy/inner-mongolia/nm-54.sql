-- rule: NM-54
-- zh: 管理人、托管人缺位6个月内未补的,应当终止
-- en: without a new manager or custodian for 6 months the fund must end
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第五十四条
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: successor_months
-- test: done <= due
-- note: 只看账上记有终止的角色,终止有日,不会无法判定
-- note: only roles whose end is in the book, which has its day: nothing is undetermined
with held as (
  select "in" as fund, role, party, since_first, until_last, entry from roles
  where role in ('manager', 'custodian') and coalesce(state, 'stated') = 'stated'),
gap as (
  select a.fund, a.role, max(a.until_last) as ended, cast(max(a.entry) as text) as entry from held a where a.until_last is not null
   and a.until_last <= date('now')
   and not exists (select 1 from held b where b.fund = a.fund and b.role = a.role
                   and (b.until_last is null or b.until_last > a.until_last) and b.since_first <= a.until_last)
  group by a.fund, a.role)
select g.fund as subject, g.role as object,
       (select min(b.since_first) from held b where b.fund = g.fund and b.role = g.role and b.since_first > g.ended) as done,
       min(date(g.ended, '+' || param('successor_months', g.fund, date('now')) || ' months'), date(g.ended, 'start of month', '+' || (param('successor_months', g.fund, date('now')) + 1) || ' months', '-1 day')) as due, g.entry as evidence
from gap g
