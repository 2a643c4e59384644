-- rule: HI-17-1
-- zh: 政策性项目管理费年费率不超过到位资金的1‰
-- en: the fee for policy projects is at most 0.1 % a year of money arrived
-- clause: 琼府〔2017〕54号《特色产业小镇发展基金设立方案》三(六)2
-- source: R5
-- confidence: A
-- severity: warn
-- jurisdiction: 460000
-- classes: mother_fund,sub_fund,direct_fund
-- scheme: HI-17
-- valid: 2017-06-09..
-- parameters: hi_policy_fee_max
-- test: measured <= hi_policy_fee_max
-- note: 一只基金的方案所定,仅提示
-- note: a fact of one fund’s plan, told as a warning
select f.fund as subject,
       case when param_unit('fact_policy_fee_rate', f.fund, date('now')) = 'percent'
            then param('fact_policy_fee_rate', f.fund, date('now')) end as measured,
       case when param('fact_policy_fee_rate', f.fund, date('now')) is null
            then '请以 parameter.set fact_policy_fee_rate 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_policy_fee_rate' group by fund) e
  on e.fund = f.fund
