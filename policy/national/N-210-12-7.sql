-- rule: N-210-12-7
-- zh: 不从事其他国家法律法规禁止从事的业务
-- en: no other business that laws forbid
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十二条第七项
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_banned_other', id, date('now')) >= 1 then 1 when param('fact_banned_other', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_banned_other', id, date('now')) is null then '是否从事其他法律法规禁止的业务;以 fact_banned_other 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_banned_other' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
