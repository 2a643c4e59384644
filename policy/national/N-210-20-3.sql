-- rule: N-210-20-3
-- zh: 投资领域和方向不符合政策目标的,政府可不经其他出资人同意提前退出
-- en: field and direction off the policy goals: the government may leave early
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第二十条第三项
-- source: N1
-- confidence: A
-- severity: exit
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_off_field', id, date('now')) >= 1 then 1 when param('fact_off_field', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_off_field', id, date('now')) is null then '投资领域和方向是否不符合政策目标;以 fact_off_field 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_off_field' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
