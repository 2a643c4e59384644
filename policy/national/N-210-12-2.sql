-- rule: N-210-12-2
-- zh: 不投资二级市场股票、期货、房地产、证券投资基金、评级AAA以下的企业债、信托产品、非保本型理财产品、保险计划及其他金融衍生品
-- en: no listed stocks, futures, real estate, securities funds, company bonds below AAA, trust, wealth, insurance products or other derivatives
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十二条第二项
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_banned_securities', id, date('now')) >= 1 then 1 when param('fact_banned_securities', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_banned_securities', id, date('now')) is null then '是否持有第十二条第二项所列资产;以 fact_banned_securities 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_banned_securities' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
