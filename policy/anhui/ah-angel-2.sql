-- rule: AH-ANGEL-2
-- zh: 存续期最长20年
-- en: it lives at most 20 years
-- clause: 安徽省新兴产业引导基金政策(2023年3月):天使母基金群(天使母基金群)
-- source: S100
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-ANGEL
-- valid: 2023-04-01..
-- parameters: angel_life_max
-- test: measured <= angel_life_max
select f.fund as subject,
       case when param_unit('fact_life_years', f.fund, date('now')) = 'count'
            then param('fact_life_years', f.fund, date('now')) end as measured,
       case when param('fact_life_years', f.fund, date('now')) is null
            then '请以 parameter.set fact_life_years 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_life_years' group by fund) e
  on e.fund = f.fund
