-- rule: CD-AI-1b
-- zh: 管理机构实缴资本不低于1000万元
-- en: the manager’s paid-in capital is at least 10 million yuan
-- clause: 成都高新区人工智能产业基金公告(管理机构)
-- source: R28
-- confidence: B
-- severity: warn
-- jurisdiction: 510100
-- classes: sub_fund
-- scheme: CD-AI
-- valid: 2023-10-23..
-- parameters: cdai_capital_min
-- test: measured >= cdai_capital_min
select f.fund as subject,
       case when param_unit('fact_manager_paid_in_capital', f.fund, date('now')) = 'CNY'
            then param('fact_manager_paid_in_capital', f.fund, date('now')) end as measured,
       case when param('fact_manager_paid_in_capital', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_paid_in_capital 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_paid_in_capital' group by fund) e
  on e.fund = f.fund
