-- rule: NM-57-2
-- zh: 出资到账一年以上未开展投资
-- en: no investment a year after the public money came
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第五十七条第(二)项
-- source: R2
-- confidence: A
-- severity: exit
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: first_investment_limit_months
-- test: flag
-- note: 账目的到账有日,不会无法判定:没有到账记录则不列
-- note: a payment in the ledger has its day, so nothing is undetermined: without one there is no row
with step as (
  select fund, first_invested, min(date(public_paid_first, '+' || param('first_investment_limit_months', fund, date('now')) || ' months'), date(public_paid_first, 'start of month', '+' || (param('first_investment_limit_months', fund, date('now')) + 1) || ' months', '-1 day')) as due_first,
         min(date(public_paid_last, '+' || param('first_investment_limit_months', fund, date('now')) || ' months'), date(public_paid_last, 'start of month', '+' || (param('first_investment_limit_months', fund, date('now')) + 1) || ' months', '-1 day')) as due_last
  from progress)
select fund as subject,
       case when first_invested is not null then 0 when date('now') >= due_last then 1 when date('now') < due_first then 0 end as flag,
       case when due_last is null then '政府或母基金出资尚无到账记录' end as missing
from step where due_last is not null or first_invested is not null
