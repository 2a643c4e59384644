-- rule: JS-6
-- zh: 单个直投项目不超过母基金实缴的20%
-- en: a single direct project gets at most 20 % of the mother’s paid-in
-- clause: 江苏省战略性新兴产业母基金设区市产业专项母基金申报及运作指引(2025年9月版)(投资结构)
-- source: S56
-- confidence: A
-- severity: block
-- jurisdiction: 320000
-- classes: mother_fund
-- scheme: JS-CITY
-- valid: 2025-10-01..
-- parameters: js_single_max
-- test: part/whole <= js_single_max
with paid as (
  select f.fund, max(coalesce(f.paid_in_lo, 0), coalesce(t.paid_in_lo, 0)) as lo,
         case when f.paid_in_unit is null then t.paid_in_hi
              when f.paid_in_hi is not null then max(f.paid_in_hi, coalesce(t.paid_in_hi, 0)) end as hi
  from funds f left join fund_total t on t.fund = f.fund and t.currency = 'CNY'
  where f.paid_in_unit is null or f.paid_in_unit = 'CNY')
select p.fund as subject, p.enterprise as object, case when p.invested_unit = 'CNY' then p.invested_lo end as part_lo,
       case when p.invested_unit = 'CNY' then p.invested_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.invested_unit <> 'CNY' then '非人民币,不折算'
            when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from portfolio p join paid w on w.fund = p.fund where p.invested_hi > 0
