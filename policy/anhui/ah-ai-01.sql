-- rule: AH-AI-01
-- zh: 母基金存续期不超过10年
-- en: the mother lives at most 10 years
-- clause: 安徽省人工智能主题投资基金子基金公告(2023年1月)(存续期)
-- source: R7
-- confidence: B
-- severity: info
-- jurisdiction: 340000
-- classes: mother_fund
-- scheme: AH-AI
-- valid: 2023-02-01..
-- parameters: ai_mother_life_max
-- test: measured <= ai_mother_life_max
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
