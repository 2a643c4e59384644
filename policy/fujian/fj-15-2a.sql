-- rule: FJ-15-2a
-- zh: 至少3名具备5年以上经验的专职高级管理人员
-- en: at least 3 full-time seniors with 5 years
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第十五条第(四)项
-- source: R4
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2016-07-11..
-- parameters: fj_seniors_min
-- test: measured >= fj_seniors_min
select f.fund as subject,
       case when param_unit('fact_manager_seniors_5y', f.fund, date('now')) = 'count'
            then param('fact_manager_seniors_5y', f.fund, date('now')) end as measured,
       case when param('fact_manager_seniors_5y', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_seniors_5y 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_seniors_5y' group by fund) e
  on e.fund = f.fund
