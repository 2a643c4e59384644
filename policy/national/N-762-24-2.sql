-- rule: N-762-24-2
-- zh: 不得要求地方人民政府承诺回购本金
-- en: no local government is asked to promise to buy back the principal
-- clause: 国务院令第762号《私募投资基金监督管理条例》第二十四条
-- source: N8
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2023-09-01..
-- test: flag
select id as subject, case when param('fact_government_buyback', id, date('now')) >= 1 then 1 when param('fact_government_buyback', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_government_buyback', id, date('now')) is null then '是否要求地方政府承诺回购本金;以 fact_government_buyback 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_government_buyback' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
