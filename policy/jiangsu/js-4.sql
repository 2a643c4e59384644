-- rule: JS-4
-- zh: 直投一般不超过实际投资额的30%
-- en: direct deals are in general at most 30 % of what is actually invested
-- clause: 江苏省战略性新兴产业母基金设区市产业专项母基金申报及运作指引(2025年9月版)(投资结构)
-- source: S56
-- confidence: A
-- severity: warn
-- jurisdiction: 320000
-- classes: mother_fund
-- scheme: JS-CITY
-- valid: 2025-10-01..
-- parameters: js_direct_max
-- test: part/whole <= js_direct_max
select fund as subject, invested_lo as part_lo, invested_hi as part_hi, invested_lo + into_funds_lo as whole_lo,
       invested_hi + into_funds_hi as whole_hi, case when invested_hi + into_funds_hi = 0 then '尚无投资' end as missing
from fund_total where currency = 'CNY'
