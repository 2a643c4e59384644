-- rule: N-762-24-1
-- zh: 不得以私募基金财产从事放贷业务
-- en: no lending
-- clause: 国务院令第762号《私募投资基金监督管理条例》第二十四条
-- source: N8
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2023-09-01..
-- test: flag
select id as subject, case when param('fact_lending', id, date('now')) >= 1 then 1 when param('fact_lending', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_lending', id, date('now')) is null then '是否从事借(存)贷、担保、明股实债等放贷业务;以 fact_lending 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_lending' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
