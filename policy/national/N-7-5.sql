-- rule: N-7-5
-- zh: 禁止以基金变相举债
-- en: no disguised borrowing through a fund
-- clause: 财预〔2020〕7号第五部分
-- source: N7
-- confidence: B
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund
-- valid: 2020-02-12..
-- test: flag
select id as subject, case when param('fact_disguised_borrowing', id, date('now')) >= 1 then 1 when param('fact_disguised_borrowing', id, date('now')) = 0 then 0 end as flag,
       case when param('fact_disguised_borrowing', id, date('now')) is null then '是否以基金变相举债;以 fact_disguised_borrowing 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_disguised_borrowing' and fund = parties.id) as evidence
from parties
where class in ('mother_fund', 'direct_fund')
