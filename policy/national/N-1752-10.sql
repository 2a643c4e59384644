-- rule: N-1752-10
-- zh: 设立基金应征求同级发展改革部门对投向的意见
-- en: the same-level DRC is asked for its opinion on direction
-- clause: 发改财金规〔2025〕1752号第十条
-- source: N11
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: flag
select id as subject, case when param('fact_direction_opinion', id, date('now')) >= 1 then 0 when param('fact_direction_opinion', id, date('now')) = 0 then 1 end as flag,
       case when param('fact_direction_opinion', id, date('now')) is null then '设立时是否征求同级发展改革部门意见;以 fact_direction_opinion 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_direction_opinion' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
  and (established_first is null or established_first >= '2026-01-12')
