-- rule: FJ-15-1b
-- zh: 管理机构注册资本不低于1000万元
-- en: the manager’s registered capital is at least 10 million yuan
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第十五条第(三)项
-- source: R4
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2016-07-11..
-- parameters: fj_manager_registered_min
-- test: measured >= fj_manager_registered_min
select f.fund as subject,
       case when param_unit('fact_manager_registered_capital', f.fund, date('now')) = 'CNY'
            then param('fact_manager_registered_capital', f.fund, date('now')) end as measured,
       case when param('fact_manager_registered_capital', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_registered_capital 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_registered_capital' group by fund) e
  on e.fund = f.fund
