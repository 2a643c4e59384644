-- rule: N-1-17
-- zh: 鼓励降低或取消返投比例:仍有返投义务的提示
-- en: lower or no reinvestment duty is encouraged: where one still stands
-- clause: 国办发〔2025〕1号第十七条
-- source: N10
-- confidence: A
-- severity: info
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2025-01-07..
-- test: flag
-- note: 鼓励,不是禁止
-- note: encouraged, not forbidden
select fund as subject, investor as object, case when min(required_lo) > 0 then 1 when max(required_hi) = 0 then 0 end as flag,
       case when min(required_lo) is null then '返投倍数或比例(parameter.set reinvestment_multiple_of_committed …)' end as missing
from reinvestment group by fund, investor
