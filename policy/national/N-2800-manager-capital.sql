-- rule: N-2800-manager-capital
-- zh: 基金管理人实缴资本不低于1,000万元
-- en: the manager's paid-in capital is at least 10 million yuan
-- clause: 发改财金规〔2016〕2800号《政府出资产业投资基金管理暂行办法》
-- source: N3
-- confidence: B
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2016-12-30..
-- parameters: n2800_manager_capital_min
-- test: measured >= n2800_manager_capital_min
select id as subject, param('fact_manager_paid_in_capital', id, date('now')) as measured,
       case when param('fact_manager_paid_in_capital', id, date('now')) is null then '管理人实缴资本;以 fact_manager_paid_in_capital 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_manager_paid_in_capital' and fund = parties.id) as evidence
from parties where class in ('mother_fund', 'direct_fund', 'sub_fund')
