-- rule: N-210-20-4
-- zh: 未按章程约定投资的,政府可提前退出
-- en: not invested as the charter says: the government may leave early
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第二十条第四项
-- source: N1
-- confidence: A
-- severity: exit
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_not_as_agreed', id, date('now')) >= 1 then 1 when param('fact_not_as_agreed', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_not_as_agreed', id, date('now')) is null then '是否未按章程约定投资;以 fact_not_as_agreed 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_not_as_agreed' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
