-- rule: NM-28-2a
-- zh: 至少3名具备3年以上资产管理经验的高级管理人员
-- en: at least 3 senior staff with 3 years of asset management
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第二十八条第(二)项
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: manager_seniors_min
-- test: measured >= manager_seniors_min
select f.fund as subject,
       case when param_unit('fact_manager_seniors', f.fund, date('now')) = 'count'
            then param('fact_manager_seniors', f.fund, date('now')) end as measured,
       case when param('fact_manager_seniors', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_seniors 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_seniors' group by fund) e
  on e.fund = f.fund
