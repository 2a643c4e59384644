-- rule: JS-5
-- zh: 对单只产业子基金认缴不超过其规模的30%
-- en: subscription to one industry sub-fund is at most 30 % of it
-- clause: 江苏省战略性新兴产业母基金设区市产业专项母基金申报及运作指引(2025年9月版)(投资结构)
-- source: S56
-- confidence: A
-- severity: block
-- jurisdiction: 320000
-- classes: mother_fund
-- scheme: JS-CITY
-- valid: 2025-10-01..
-- parameters: js_sub_max
-- test: part/whole <= js_sub_max
with {size}
select p.investor as subject, p.fund as object, case when p.committed_unit = 'CNY' then p.committed_lo end as part_lo,
       case when p.committed_unit = 'CNY' then p.committed_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算' when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from positions p join parties m on m.id = p.investor join size w on w.fund = p.fund
where m.class = 'mother_fund'
