-- rule: AH-AI-09b
-- zh: 至少3名具备3年以上经验的高级管理人员
-- en: at least 3 seniors with 3 years
-- clause: 安徽省人工智能主题投资基金管理机构公告(2022年7月)二
-- source: R8
-- confidence: B
-- severity: block
-- jurisdiction: 340000
-- classes: mother_fund
-- scheme: AH-AI
-- valid: 2022-07-18..
-- parameters: ai_seniors_min
-- test: measured >= ai_seniors_min
select f.fund as subject,
       case when param_unit('fact_manager_seniors', f.fund, date('now')) = 'count'
            then param('fact_manager_seniors', f.fund, date('now')) end as measured,
       case when param('fact_manager_seniors', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_seniors 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_seniors' group by fund) e
  on e.fund = f.fund
