-- rule: FJ-13-1
-- zh: 省内投资一般不低于注册资本或承诺出资额的80%
-- en: in general at least 80 % of registered or committed capital is invested in the province
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第十三条第(一)项
-- source: R4
-- confidence: A
-- severity: warn
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2016-07-11..
-- parameters: fj_local_min
-- test: part/whole >= fj_local_min
with said as (
  select fund, case when subscribed_unit = 'CNY' then coalesce(subscribed_lo, 0)
                    when registered_unit = 'CNY' then coalesce(registered_lo, 0) end as lo,
         case when subscribed_unit = 'CNY' then subscribed_hi when registered_unit = 'CNY' then registered_hi end as hi,
         registered_unit = 'CNY' as is_registered, coalesce(registered_lo, 0) as registered_lo, registered_hi
  from funds),
size as (
  select s.fund, max(coalesce(s.lo, 0), coalesce(t.committed_lo, 0)) as lo,
         case when s.lo is null then t.committed_hi
              when s.hi is not null then max(s.hi, coalesce(t.committed_hi, 0)) end as hi,
         is_registered, registered_lo, registered_hi, coalesce(t.invested_lo, 0) as invested
  from said s left join fund_total t on t.fund = s.fund and t.currency = 'CNY'),
base as (
  select fund, case when is_registered then min(lo, registered_lo) else lo end as lo,
         case when is_registered then case when hi is not null and registered_hi is not null then max(hi, registered_hi) end
              else hi end as hi
  from size),
done as (
  select p.fund, p.invested_unit as unit, sum(case when e.region like '35%' then p.invested_lo else 0 end) as lo,
         sum(case when e.region like '35%' or e.region is null then p.invested_hi else 0 end) as hi
  from portfolio p join parties e on e.id = p.enterprise group by p.fund, p.invested_unit)
select f.fund as subject, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知'
            when d.lo < d.hi then '有被投企业的地区未填' end as missing
from funds f join size s on s.fund = f.fund join base w on w.fund = f.fund left join done d on d.fund = f.fund and d.unit = 'CNY'
