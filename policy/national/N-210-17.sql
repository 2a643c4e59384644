-- rule: N-210-17
-- zh: 存续期未满提前或期满延长,须报经同级政府批准后按章程办理
-- en: an extension of the term needs approval by the same-level government
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十七条
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_extension_approved', id, date('now')) >= 1 then 0 when param('fact_extension_approved', id, date('now')) = 0 then 1 end as flag,
       case when param('fact_extension_approved', id, date('now')) is null then '延长是否报经同级政府批准;以 fact_extension_approved 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_extension_approved' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
  and exists (select 1 from stages s where s.fund = parties.id and s.stage = 'extended' and s.date_first <= date('now'))
