-- rule: N-BUDGET-35
-- zh: 地方政府不得违法举债,不得为任何单位和个人的债务以任何方式提供担保
-- en: a local government neither borrows otherwise than by law nor guarantees anybody's debt
-- clause: 《中华人民共和国预算法》第三十五条
-- source: LAW-BUDGET
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-01-01..
-- test: flag
select id as subject, case when param('fact_local_debt_guaranteed', id, date('now')) >= 1 then 1 when param('fact_local_debt_guaranteed', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_local_debt_guaranteed', id, date('now')) is null then '政府是否为基金或其他出资人的债务、回购提供担保;以 fact_local_debt_guaranteed 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_local_debt_guaranteed' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
