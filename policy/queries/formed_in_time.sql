-- is the fund formed within the months after its approval?
with step as (
  select fund, formed, min(date(approved_first, '+' || param('formation_limit_months', fund, date('now')) || ' months'), date(approved_first, 'start of month', '+' || (param('formation_limit_months', fund, date('now')) + 1) || ' months', '-1 day')) as due_first,
         min(date(approved_last, '+' || param('formation_limit_months', fund, date('now')) || ' months'), date(approved_last, 'start of month', '+' || (param('formation_limit_months', fund, date('now')) + 1) || ' months', '-1 day')) as due_last
  from progress)
select fund as subject,
       case when formed is not null then 0 when date('now') > due_last then 1 when date('now') <= due_first then 0 end as flag,
       case when formed is null and due_last is null then '没有方案确认(获批)的日子' end as missing
from step
