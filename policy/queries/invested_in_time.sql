-- is there an investment within the months after public money arrived?
with step as (
  select fund, first_invested, min(date(public_paid_first, '+' || param('first_investment_limit_months', fund, date('now')) || ' months'), date(public_paid_first, 'start of month', '+' || (param('first_investment_limit_months', fund, date('now')) + 1) || ' months', '-1 day')) as due_first,
         min(date(public_paid_last, '+' || param('first_investment_limit_months', fund, date('now')) || ' months'), date(public_paid_last, 'start of month', '+' || (param('first_investment_limit_months', fund, date('now')) + 1) || ' months', '-1 day')) as due_last
  from progress)
select fund as subject,
       case when first_invested is not null then 0 when date('now') >= due_last then 1 when date('now') < due_first then 0 end as flag,
       case when due_last is null then '政府或母基金出资尚无到账记录' end as missing
from step where due_last is not null or first_invested is not null
