-- rule: N-210-12-4
-- zh: 不吸收或变相吸收存款,不向第三方提供贷款和资金拆借
-- en: no taking of deposits, no loans to third parties
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十二条第四项
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_banned_deposit_or_lending', id, date('now')) >= 1 then 1 when param('fact_banned_deposit_or_lending', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_banned_deposit_or_lending', id, date('now')) is null then '是否吸收存款或向第三方提供贷款、资金拆借;以 fact_banned_deposit_or_lending 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_banned_deposit_or_lending' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
