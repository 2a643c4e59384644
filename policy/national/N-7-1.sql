-- rule: N-7-1
-- zh: “三保”、债务付息等必保支出未足额安排的,不得安排资金新设基金
-- en: no money for a new fund while the three guarantees and interest on debt are not fully funded
-- clause: 财预〔2020〕7号第一部分
-- source: N7
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund
-- valid: 2020-02-12..
-- test: flag
select id as subject, case when param('fact_three_guarantees_unfunded', id, date('now')) >= 1 then 1 when param('fact_three_guarantees_unfunded', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_three_guarantees_unfunded', id, date('now')) is null then '设立当年“三保”、债务付息等必保支出是否未足额安排;以 fact_three_guarantees_unfunded 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_three_guarantees_unfunded' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund')
