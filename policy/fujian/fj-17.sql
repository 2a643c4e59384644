-- rule: FJ-17
-- zh: 不得承诺:政府出资不再可为劣后级,不得补足收益
-- en: no promises: public money may no longer be junior, returns may not be topped up
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第十七条
-- source: R4
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2016-07-11..
-- test: flag
with item(name, fact) as (values
  ('政府出资劣后', 'fact_junior_government'),
  ('差额补足', 'fact_top_up_agreed'))
select f.fund as subject, i.name as object,
       case param(i.fact, f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       '请以 parameter.set ' || i.fact || ' 陈述' as missing,
       (select cast(max(p.entry) as text) from parameters p where p.name = i.fact and p.fund = f.fund) as evidence
from funds f, item i
