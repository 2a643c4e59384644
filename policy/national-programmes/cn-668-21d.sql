-- rule: CN-668-21d
-- zh: 成功案例超过3个
-- en: more than 3 successes
-- clause: 新兴产业创投计划(财建〔2011〕668号)第二十一条
-- source: R21
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund
-- scheme: CN-668
-- valid: 2011-08-17..
-- parameters: cn668_trustee_successes
-- test: measured > cn668_trustee_successes
select f.fund as subject,
       case when param_unit('fact_trustee_successes', f.fund, date('now')) = 'count'
            then param('fact_trustee_successes', f.fund, date('now')) end as measured,
       case when param('fact_trustee_successes', f.fund, date('now')) is null
            then '请以 parameter.set fact_trustee_successes 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_trustee_successes' group by fund) e
  on e.fund = f.fund
