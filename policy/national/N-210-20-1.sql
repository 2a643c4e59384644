-- rule: N-210-20-1
-- zh: 投资基金方案确认后超过一年仍未完成设立的,政府可提前退出
-- en: more than a year after the plan was confirmed, not set up: the government may leave early
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第二十条第一项
-- source: N1
-- confidence: A
-- severity: exit
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
-- note: 一年的时限可由参数调整:formation_limit_months;见关系 progress
-- note: the year can be set by parameter; see relation progress
select fund as subject, case formation_trigger when 'yes' then 1 when 'no' then 0 end as flag,
       case when coalesce(formation_trigger, '') not in ('yes', 'no') then '方案确认(获批)日;以 fund.staged stage=approved 录入' end as missing
from progress
where approved is not null or formed is null
