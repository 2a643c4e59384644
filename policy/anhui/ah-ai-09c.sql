-- rule: AH-AI-09c
-- zh: 至少1名核心人员常驻
-- en: at least 1 core person is resident
-- clause: 安徽省人工智能主题投资基金管理机构公告(2022年7月)二
-- source: R8
-- confidence: B
-- severity: block
-- jurisdiction: 340000
-- classes: mother_fund
-- scheme: AH-AI
-- valid: 2022-07-18..
-- parameters: ai_resident_min
-- test: measured >= ai_resident_min
select f.fund as subject,
       case when param_unit('fact_manager_residents', f.fund, date('now')) = 'count'
            then param('fact_manager_residents', f.fund, date('now')) end as measured,
       case when param('fact_manager_residents', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_residents 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_residents' group by fund) e
  on e.fund = f.fund
