-- rule: NM-28-2b
-- zh: 管理机构及高管最近三年无重大违法记录
-- en: manager and senior staff have a clean record of three years
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第二十八条第(二)项
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- test: flag
select f.fund as subject,
       case param('fact_manager_punished', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_manager_punished', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_punished 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_punished' group by fund) e
  on e.fund = f.fund
