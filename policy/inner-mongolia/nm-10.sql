-- rule: NM-10
-- zh: 申请设立前已有产业项目库
-- en: a library of projects exists before the application
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第十条
-- source: R2
-- confidence: A
-- severity: warn
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- test: flag
select f.fund as subject,
       case param('fact_project_library_exists', f.fund, date('now')) when 0 then 1 when 1 then 0 end as flag,
       case when param('fact_project_library_exists', f.fund, date('now')) is null
            then '请以 parameter.set fact_project_library_exists 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_project_library_exists' group by fund) e
  on e.fund = f.fund
