-- rule: JS-9
-- zh: 直投部分省内投资不低于70%
-- en: at least 70 % of direct deals are in the province
-- clause: 江苏省战略性新兴产业母基金设区市产业专项母基金申报及运作指引(2025年9月版)(返投)
-- source: S56
-- confidence: A
-- severity: warn
-- jurisdiction: 320000
-- classes: mother_fund
-- scheme: JS-CITY
-- valid: 2025-10-01..
-- parameters: js_direct_local_min
-- test: part/whole >= js_direct_local_min
with done as (
  select p.fund, p.invested_unit as unit, sum(case when e.region like '32%' then p.invested_lo else 0 end) as lo,
         sum(case when e.region like '32%' or e.region is null then p.invested_hi else 0 end) as hi
  from portfolio p join parties e on e.id = p.enterprise group by p.fund, p.invested_unit)
select t.fund as subject, coalesce(d.lo, 0) as part_lo, coalesce(d.hi, 0) as part_hi, t.invested_lo as whole_lo,
       t.invested_hi as whole_hi, case when d.lo < d.hi then '有被投企业的地区未填' when d.lo is null then '尚无投资' end as missing
from fund_total t left join done d on d.fund = t.fund and d.unit = t.currency
