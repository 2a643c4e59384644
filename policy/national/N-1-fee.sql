-- rule: N-1-fee
-- zh: 新设基金管理费以实缴出资或实际投资金额为计费基础
-- en: new funds: the fee is based on what was paid in or invested
-- clause: 国办发〔2025〕1号(管理费)
-- source: N10
-- confidence: B
-- severity: warn
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2025-01-07..
-- test: flag
select id as subject, case when param('fact_fee_base_committed', id, date('now')) >= 1 then 1 when param('fact_fee_base_committed', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_fee_base_committed', id, date('now')) is null then '管理费是否以认缴等其他金额为基础;以 fact_fee_base_committed 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_fee_base_committed' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
  and (established_first is null or established_first >= '2025-01-07')
