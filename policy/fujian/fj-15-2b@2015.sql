-- rule: FJ-15-2b
-- zh: 主导过3个以上股权投资成功案例
-- en: led 3 or more successful investments
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第十四条第(四)项
-- source: R3
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2015-05-06..2016-07-11
-- parameters: fj_successes_min
-- test: measured >= fj_successes_min
-- note: “3个以上”包括3个(民法典第一千二百五十九条)
-- note: “3 or more” has 3 in it (Civil Code, article 1259)
select f.fund as subject,
       case when param_unit('fact_manager_successes', f.fund, date('now')) = 'count'
            then param('fact_manager_successes', f.fund, date('now')) end as measured,
       case when param('fact_manager_successes', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_successes 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_successes' group by fund) e
  on e.fund = f.fund
