-- rule: N-1752-6-2
-- zh: 不从事公开交易类股票投资(设立方案允许的并购重组、定向增发、战略配售除外)
-- en: no trading of public stocks, but for what the set-up plan allows of mergers, placements and strategic placements
-- clause: 发改财金规〔2025〕1752号第六条
-- source: N11
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: flag
select id as subject, case when param('fact_public_stocks_traded', id, date('now')) >= 1 then 1 when param('fact_public_stocks_traded', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_public_stocks_traded', id, date('now')) is null then '是否从事设立方案所允许以外的公开交易类股票投资;以 fact_public_stocks_traded 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_public_stocks_traded' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
