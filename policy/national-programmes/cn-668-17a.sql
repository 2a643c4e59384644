-- rule: CN-668-17a
-- zh: 年管理费不低于1.5%
-- en: the yearly fee is at least 1.5 %
-- clause: 新兴产业创投计划(财建〔2011〕668号)第十七条
-- source: R21
-- confidence: A
-- severity: warn
-- jurisdiction: 100000
-- classes: sub_fund
-- scheme: CN-668
-- valid: 2011-08-17..
-- parameters: cn668_fee_min
-- test: measured >= cn668_fee_min
select f.fund as subject,
       case when param_unit('fact_fee_rate', f.fund, date('now')) = 'percent'
            then param('fact_fee_rate', f.fund, date('now')) end as measured,
       case when param('fact_fee_rate', f.fund, date('now')) is null
            then '请以 parameter.set fact_fee_rate 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_fee_rate' group by fund) e
  on e.fund = f.fund
