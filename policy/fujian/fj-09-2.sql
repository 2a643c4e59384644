-- rule: FJ-09-2
-- zh: 首期出资在批准后3个月内到位
-- en: the first call within 3 months of approval
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第九条
-- source: R4
-- confidence: A
-- severity: due
-- jurisdiction: 350000
-- classes: mother_fund
-- valid: 2016-07-11..
-- parameters: fj_first_call_months
-- test: done <= due
with first as (
  select fund, min(day) as day, group_concat(entry) as entries, sum(amount) as amount from (
    select c.fund, c.day, c.entry, c.amount, min(c.day) over (partition by c.fund) as begin from flow c
    where c.kind = 'call.issued') where day = begin group by fund)
select p.fund as subject, c.day as done,
       case when p.approved_first = p.approved_last then min(date(p.approved_last, '+' || param('fj_first_call_months', p.fund, date('now')) || ' months'), date(p.approved_last, 'start of month', '+' || (param('fj_first_call_months', p.fund, date('now')) + 1) || ' months', '-1 day')) end as due,
       '没有批准的日子' as missing, c.entries as evidence
from progress p left join first c on c.fund = p.fund
