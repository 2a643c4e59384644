-- rule: N-210-20-5
-- zh: 有其他不符合章程约定情形的,政府可提前退出
-- en: other breaches of the charter: the government may leave early
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第二十条第五项
-- source: N1
-- confidence: A
-- severity: exit
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_other_breach', id, date('now')) >= 1 then 1 when param('fact_other_breach', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_other_breach', id, date('now')) is null then '是否有其他不符合章程约定的情形;以 fact_other_breach 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_other_breach' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
