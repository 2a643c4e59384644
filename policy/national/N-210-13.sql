-- rule: N-210-13
-- zh: 不向其他出资人承诺投资本金不受损失,不承诺最低收益
-- en: no promise to other contributors of their principal or of a least return
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第十三条
-- source: N1
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2015-11-12..
-- test: flag
select id as subject, case when param('fact_minimum_return_promised', id, date('now')) >= 1 then 1 when param('fact_minimum_return_promised', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_minimum_return_promised', id, date('now')) is null then '是否向其他出资人承诺本金不受损失或最低收益;以 fact_minimum_return_promised 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_minimum_return_promised' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund', 'sub_fund')
