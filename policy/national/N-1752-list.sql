-- rule: N-1752-list
-- zh: 重点投资领域在省级重点投资领域清单内
-- en: the field is in the provincial list
-- clause: 发改财金规〔2025〕1752号(省级清单)
-- source: N11
-- confidence: A
-- severity: warn
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: flag
select id as subject, case when param('fact_field_in_provincial_list', id, date('now')) >= 1 then 0 when param('fact_field_in_provincial_list', id, date('now')) = 0 then 1 end as flag,
       case when param('fact_field_in_provincial_list', id, date('now')) is null then '重点投资领域是否在省级清单内;以 fact_field_in_provincial_list 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_field_in_provincial_list' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
