-- rule: N-FCR-9
-- zh: 设定返投、迁入等要求的,应经公平竞争审查
-- en: where reinvestment or relocation is asked for, a fair-competition review was made
-- clause: 《公平竞争审查条例》第九条
-- source: N15
-- confidence: A
-- severity: warn
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2024-06-06..
-- test: flag
select fund as subject, case when param('fact_fair_competition_review', fund, date('now')) >= 1 then 0
                             when param('fact_fair_competition_review', fund, date('now')) = 0 then 1 end as flag,
       '是否经公平竞争审查;以 fact_fair_competition_review 陈述' as missing,
       (select group_concat(entry) from parameters where name = 'fact_fair_competition_review' and fund = reinvestment.fund) as evidence
from reinvestment where coalesce(required_hi, 1) > 0 group by fund
