-- rule: N-210-12-6
-- zh: 不发行信托或集合理财产品募集资金
-- en: no trust or collective wealth product to raise money
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十二条第六项
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_banned_trust_issue', id, date('now')) >= 1 then 1 when param('fact_banned_trust_issue', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_banned_trust_issue', id, date('now')) is null then '是否发行信托或集合理财产品募集资金;以 fact_banned_trust_issue 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_banned_trust_issue' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
