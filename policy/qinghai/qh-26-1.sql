-- rule: QH-26-1
-- zh: 方案确认后超过一年未完成设立
-- en: the fund was not set up within a year after its plan was confirmed
-- clause: 《青海省省级政府投资基金管理办法》第二十六条第(一)项
-- source: R1
-- confidence: A
-- severity: exit
-- jurisdiction: 630000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2022-04-24..
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
