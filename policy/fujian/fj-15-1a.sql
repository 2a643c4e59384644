-- rule: FJ-15-1a
-- zh: 管理机构管理的股权投资规模不低于20亿元
-- en: the manager manages at least 2 billion yuan of private equity
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第十五条第(三)项
-- source: R4
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2016-07-11..
-- parameters: fj_managed_min
-- test: measured >= fj_managed_min
select f.fund as subject,
       case when param_unit('fact_manager_managed', f.fund, date('now')) = 'CNY'
            then param('fact_manager_managed', f.fund, date('now')) end as measured,
       case when param('fact_manager_managed', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_managed 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_managed' group by fund) e
  on e.fund = f.fund
