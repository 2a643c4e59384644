-- rule: N-210-12-5
-- zh: 不进行承担无限连带责任的对外投资
-- en: no investment that bears unlimited joint liability
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十二条第五项
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_banned_unlimited_liability', id, date('now')) >= 1 then 1 when param('fact_banned_unlimited_liability', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_banned_unlimited_liability', id, date('now')) is null then '是否有承担无限连带责任的对外投资;以 fact_banned_unlimited_liability 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_banned_unlimited_liability' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
