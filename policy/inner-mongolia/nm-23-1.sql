-- rule: NM-23-1
-- zh: 工商登记后10个工作日内申请开通财政部报表账户
-- en: the report account is applied for within 10 working days of business registration
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第二十三条
-- source: R2
-- confidence: A
-- severity: due
-- jurisdiction: 150000
-- classes: mother_fund
-- valid: 2019-01-11..
-- parameters: mof_account_workdays
-- test: done <= due
-- note: 工商登记取设立日;申请以 parameter.set 陈述,日期为其日
-- note: formed stands for business registration; the application is attested by parameter.set, dated on its day
with recursive begun as (
  select fund, formed_first as first, formed_last as last, null as entry from progress where formed is not null),
ended as (
  select fund, min(date_last) as day, cast(min(entry) as text) as entry from parameters
  where name = 'fact_mof_account_applied' and value = 1 and fund is not null group by fund),
later(value) as (select 1 union all select value + 1 from later where value < 120)
select s.fund as subject, e.day as done,
       case when s.first = s.last then (select date(s.last, '+' || k.value || ' days') from later k
        where k.value >= param('mof_account_workdays', s.fund, date('now')) and workdays(s.last, date(s.last, '+' || k.value || ' days')) = param('mof_account_workdays', s.fund, date('now')) limit 1) end as due,
       case when s.first <> s.last then '起算日未精确到日' end as missing,
       coalesce(e.entry, s.entry) as evidence
from begun s left join ended e on e.fund = s.fund
