-- rule: N-1752-6-1
-- zh: 不得通过名股实债等方式变相增加地方政府隐性债务
-- en: no hidden local debt by equity in name
-- clause: 发改财金规〔2025〕1752号第六条
-- source: N11
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: flag
select id as subject, case when param('fact_hidden_debt', id, date('now')) >= 1 then 1 when param('fact_hidden_debt', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_hidden_debt', id, date('now')) is null then '是否通过名股实债等方式新增隐性债务;以 fact_hidden_debt 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_hidden_debt' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
