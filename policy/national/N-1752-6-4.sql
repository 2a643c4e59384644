-- rule: N-1752-6-4
-- zh: 不为企业、项目等提供担保
-- en: no guarantees for enterprises or projects
-- clause: 发改财金规〔2025〕1752号第六条
-- source: N11
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: flag
select id as subject, case when param('fact_guarantee_for_others', id, date('now')) >= 1 then 1 when param('fact_guarantee_for_others', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_guarantee_for_others', id, date('now')) is null then '是否为企业或项目提供担保;以 fact_guarantee_for_others 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_guarantee_for_others' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
