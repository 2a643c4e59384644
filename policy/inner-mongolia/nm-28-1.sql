-- rule: NM-28-1
-- zh: 管理机构实缴资本不低于1000万元
-- en: the manager’s paid-in capital is at least 10 million yuan
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第二十八条第(一)项
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: manager_capital_min
-- test: measured >= manager_capital_min
select f.fund as subject,
       case when param_unit('fact_manager_paid_in_capital', f.fund, date('now')) = 'CNY'
            then param('fact_manager_paid_in_capital', f.fund, date('now')) end as measured,
       case when param('fact_manager_paid_in_capital', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_paid_in_capital 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_paid_in_capital' group by fund) e
  on e.fund = f.fund
