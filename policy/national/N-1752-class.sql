-- rule: N-1752-class
-- zh: 所投产业不属于《产业结构调整指导目录》限制类、淘汰类
-- en: no industry of the restricted or the phase-out class
-- clause: 发改财金规〔2025〕1752号(投向)
-- source: N11
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: flag
select id as subject, case when param('fact_industry_restricted', id, date('now')) >= 1 then 1 when param('fact_industry_restricted', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_industry_restricted', id, date('now')) is null then '所投产业是否属于限制类或淘汰类;以 fact_industry_restricted 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_industry_restricted' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
