-- rule: N-210-20-2
-- zh: 政府出资拨付投资基金账户一年以上,基金未开展投资业务的,政府可提前退出
-- en: government money in the account for a year or more, no investment: the government may leave early
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第二十条第二项
-- source: N1
-- confidence: A
-- severity: exit
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
-- note: 一年的时限可由参数调整:investment_limit_months;见关系 progress
-- note: the year can be set by parameter; see relation progress
select fund as subject, case investment_trigger when 'yes' then 1 when 'no' then 0 end as flag,
       case when coalesce(investment_trigger, '') not in ('yes', 'no') then '公共资金首次到账日;以 contribution.paid 录入' end as missing
from progress
where 1
