-- rule: CN-668-18
-- zh: 先回收本金,业绩奖励为增值收益的20%
-- en: principal first, then a carry of 20 % of the gain
-- clause: 新兴产业创投计划(财建〔2011〕668号)第十八条
-- source: R21
-- confidence: A
-- severity: warn
-- jurisdiction: 100000
-- classes: sub_fund
-- scheme: CN-668
-- valid: 2011-08-17..
-- parameters: cn668_carry
-- test: measured = cn668_carry
select f.fund as subject, case when param_unit('fact_carry_rate', f.fund, date('now')) = 'percent' then param('fact_carry_rate', f.fund, date('now')) end as measured,
       case when param('fact_carry_rate', f.fund, date('now')) is null then '请以 parameter.set fact_carry_rate 陈述' end as missing
from funds f
