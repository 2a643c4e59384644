-- rule: NM-21
-- zh: 材料齐备后5个工作日内予以登记
-- en: registered within 5 working days once complete
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第二十一条
-- source: R2
-- confidence: A
-- severity: due
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: registration_workdays
-- test: done <= due
-- note: 起止两事各以 parameter.set 陈述,日期为其日;未公布放假安排之年按周一至周五计
-- note: both events are attested by parameter.set, dated on their day; years without a published calendar are reckoned Monday to Friday
with recursive begun as (
  select fund, min(date_first) as first, max(date_last) as last, cast(min(entry) as text) as entry from parameters where name = 'fact_registration_file_complete' and value = 1 and fund is not null group by fund),
ended as (
  select fund, min(date_last) as day, cast(min(entry) as text) as entry from parameters
  where name = 'fact_registered_in_credit_system' and value = 1 and fund is not null group by fund),
later(value) as (select 1 union all select value + 1 from later where value < 120)
select s.fund as subject, e.day as done,
       case when s.first = s.last then (select date(s.last, '+' || k.value || ' days') from later k
        where k.value >= param('registration_workdays', s.fund, date('now')) and workdays(s.last, date(s.last, '+' || k.value || ' days')) = param('registration_workdays', s.fund, date('now')) limit 1) end as due,
       case when s.first <> s.last then '起算日未精确到日' end as missing,
       coalesce(e.entry, s.entry) as evidence
from begun s left join ended e on e.fund = s.fund
