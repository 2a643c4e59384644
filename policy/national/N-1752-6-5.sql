-- rule: N-1752-6-5
-- zh: 不开展承担无限责任的投资
-- en: no investment that bears unlimited liability
-- clause: 发改财金规〔2025〕1752号第六条
-- source: N11
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: flag
select id as subject, case when param('fact_banned_unlimited_liability', id, date('now')) >= 1 then 1 when param('fact_banned_unlimited_liability', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_banned_unlimited_liability', id, date('now')) is null then '是否有承担无限责任的投资;以 fact_banned_unlimited_liability 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_banned_unlimited_liability' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
