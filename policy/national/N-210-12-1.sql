-- rule: N-210-12-1
-- zh: 不从事融资担保以外的担保、抵押、委托贷款等业务
-- en: no guarantee, mortgage or entrusted loan other than financing guarantee
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十二条第一项
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_banned_guarantee', id, date('now')) >= 1 then 1 when param('fact_banned_guarantee', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_banned_guarantee', id, date('now')) is null then '是否从事融资担保以外的担保、抵押、委托贷款;以 fact_banned_guarantee 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_banned_guarantee' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
