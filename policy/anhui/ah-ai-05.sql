-- rule: AH-AI-05
-- zh: 子基金存续期不超过7年
-- en: a sub-fund lives at most 7 years
-- clause: 安徽省人工智能主题投资基金子基金公告(2023年1月)二(二)4
-- source: R7
-- confidence: B
-- severity: block
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-AI
-- valid: 2023-02-01..
-- parameters: ai_life_max
-- test: measured <= ai_life_max
-- note: 延期须全体出资人同意且不得超过母基金期限
-- note: an extension needs all contributors and never goes beyond the mother’s end
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
