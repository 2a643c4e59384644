-- rule: N-210-12-3
-- zh: 不向第三方提供赞助、捐赠(经批准的公益性捐赠除外)
-- en: no sponsoring of or donating to third parties, approved public-interest donations excepted
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十二条第三项
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_banned_sponsorship', id, date('now')) >= 1 then 1 when param('fact_banned_sponsorship', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_banned_sponsorship', id, date('now')) is null then '是否向第三方提供赞助、捐赠;以 fact_banned_sponsorship 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_banned_sponsorship' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
