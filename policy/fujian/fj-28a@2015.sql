-- rule: FJ-28a
-- zh: 托管银行在闽设立分支机构5年以上
-- en: the custodian has had a branch in Fujian for 5 years or more
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第二十五条
-- source: R3
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2015-05-06..2016-07-11
-- parameters: fj_custodian_years_min
-- test: measured >= fj_custodian_years_min
select f.fund as subject,
       case when param_unit('fact_custodian_branch_years', f.fund, date('now')) = 'count'
            then param('fact_custodian_branch_years', f.fund, date('now')) end as measured,
       case when param('fact_custodian_branch_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_custodian_branch_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_custodian_branch_years' group by fund) e
  on e.fund = f.fund
