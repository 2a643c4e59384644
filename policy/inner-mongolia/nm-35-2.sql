-- rule: NM-35-2
-- zh: 管理人与托管人不得为同一机构,不得有隶属关系
-- en: manager and custodian are not the same, and neither belongs to the other
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第三十五条
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- test: flag
with held as (
  select r."in" as fund, r.role, r.party from roles r
  where r.role in ('custodian', 'manager') and coalesce(r.state, 'stated') = 'stated' and (r.until is null or r.until_last >= date('now')))
select f.fund as subject,
       case when exists (select 1 from held a join held b on b.fund = a.fund and b.party = a.party
                         where a.fund = f.fund and a.role = 'manager' and b.role = 'custodian') then 1
            when param('fact_manager_is_custodian', f.fund, date('now')) in (0, 1)
            then param('fact_manager_is_custodian', f.fund, date('now')) end as flag,
       '请以 parameter.set fact_manager_is_custodian 陈述是否同一或隶属' as missing
from funds f
