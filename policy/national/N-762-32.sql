-- rule: N-762-32
-- zh: 不得预测业绩,不得承诺保本或最低收益
-- en: no forecast of performance, no guarantee promised
-- clause: 国务院令第762号《私募投资基金监督管理条例》第三十二条
-- source: N8
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2023-09-01..
-- test: flag
select id as subject, case when param('fact_guarantee_promised', id, date('now')) >= 1 then 1 when param('fact_guarantee_promised', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_guarantee_promised', id, date('now')) is null then '是否向投资者预测业绩或承诺保本、最低收益;以 fact_guarantee_promised 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_guarantee_promised' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
