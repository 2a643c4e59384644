-- rule: N-1752-6-3
-- zh: 不直接或间接从事期货等衍生品交易
-- en: no futures or other derivatives, direct or indirect
-- clause: 发改财金规〔2025〕1752号第六条
-- source: N11
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: flag
select id as subject, case when param('fact_derivatives', id, date('now')) >= 1 then 1 when param('fact_derivatives', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_derivatives', id, date('now')) is null then '是否从事期货等衍生品交易;以 fact_derivatives 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_derivatives' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
