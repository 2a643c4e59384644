-- rule: N-2800-manager-staff
-- zh: 管理人至少有3名具备3年以上经验的高级管理人员
-- en: the manager has at least three senior staff with three years' experience
-- clause: 发改财金规〔2016〕2800号《政府出资产业投资基金管理暂行办法》
-- source: N3
-- confidence: B
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2016-12-30..
-- parameters: n2800_manager_staff_min
-- test: measured >= n2800_manager_staff_min
select id as subject, param('fact_manager_seniors', id, date('now')) as measured,
       case when param('fact_manager_seniors', id, date('now')) is null then '管理人合格高管人数;以 fact_manager_seniors 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_manager_seniors' and fund = parties.id) as evidence
from parties where class in ('mother_fund', 'direct_fund', 'sub_fund')
