-- rule: FJ-23-1
-- zh: 一年内未完成设立的,终止与管理机构的合作
-- en: not set up within a year: co-operation with the manager ends
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第十六条
-- source: R3
-- confidence: A
-- severity: exit
-- jurisdiction: 350000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2015-05-06..2016-07-11
-- parameters: formation_limit_months
-- test: flag
with step as (
  select fund, formed, min(date(approved_first, '+' || param('formation_limit_months', fund, date('now')) || ' months'), date(approved_first, 'start of month', '+' || (param('formation_limit_months', fund, date('now')) + 1) || ' months', '-1 day')) as due_first,
         min(date(approved_last, '+' || param('formation_limit_months', fund, date('now')) || ' months'), date(approved_last, 'start of month', '+' || (param('formation_limit_months', fund, date('now')) + 1) || ' months', '-1 day')) as due_last
  from progress)
select fund as subject,
       case when formed is not null then 0 when date('now') > due_last then 1 when date('now') <= due_first then 0 end as flag,
       case when formed is null and due_last is null then '没有方案确认(获批)的日子' end as missing
from step
