-- rule: AH-AI-09a
-- zh: 母基金管理机构实缴资本不低于1亿元
-- en: the mother’s manager has paid-in capital of at least 100 million yuan
-- clause: 安徽省人工智能主题投资基金管理机构公告(2022年7月)二
-- source: R8
-- confidence: B
-- severity: block
-- jurisdiction: 340000
-- classes: mother_fund
-- scheme: AH-AI
-- valid: 2022-07-18..
-- parameters: ai_manager_capital_min
-- test: measured >= ai_manager_capital_min
select f.fund as subject,
       case when param_unit('fact_manager_paid_in_capital', f.fund, date('now')) = 'CNY'
            then param('fact_manager_paid_in_capital', f.fund, date('now')) end as measured,
       case when param('fact_manager_paid_in_capital', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_paid_in_capital 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_paid_in_capital' group by fund) e
  on e.fund = f.fund
