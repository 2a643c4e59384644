-- rule: QH-18-1
-- zh: 年度计划中“四地”建设子基金合计不低于70%
-- en: of the year’s plan, sub-funds of the “four places” goal make up at least 70 %
-- clause: 《青海省省级政府投资基金管理办法》第十八条
-- source: R1
-- confidence: A
-- severity: warn
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- parameters: four_places_min
-- test: part/whole >= four_places_min
select f.fund as subject, case when param_unit('fact_plan_four_places', f.fund, date('now')) = 'CNY' then param('fact_plan_four_places', f.fund, date('now')) end as part,
       case when param_unit('fact_plan_year_total', f.fund, date('now')) = 'CNY'
            then param('fact_plan_year_total', f.fund, date('now')) end as whole,
       '请以 parameter.set 陈述 fact_plan_four_places 与 fact_plan_year_total' as missing
from funds f
