-- rule: N-1-county
-- zh: 县级政府从严控制新设基金,确需设立的应提级报上级政府审批
-- en: a county's new fund must be approved one level up
-- clause: 国办发〔2025〕1号(分级管理)
-- source: N10
-- confidence: B
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund
-- valid: 2025-01-07..
-- test: flag
-- note: 地区代码末两位不是 00 的为县级;设立早于本文的不适用
-- note: a code that does not end in 00 is a county's; funds set up before the text are left out
select id as subject, case when param('fact_approved_one_level_up', id, date('now')) >= 1 then 0 when param('fact_approved_one_level_up', id, date('now')) = 0 then 1 end as flag,
       case when param('fact_approved_one_level_up', id, date('now')) is null then '是否提级报上级政府审批;以 fact_approved_one_level_up 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_approved_one_level_up' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund')
  and region not like '%00' and (established_first is null or established_first >= '2025-01-07')
