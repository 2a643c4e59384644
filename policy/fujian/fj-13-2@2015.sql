-- rule: FJ-13-2
-- zh: 基金出资不超过子基金注册资本或承诺出资额的50%
-- en: the fund brings at most 50 % of a sub-fund’s registered or committed capital
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第十二条第(三)项
-- source: R3
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2015-05-06..2016-07-11
-- parameters: fj_share_max
-- test: part/whole <= fj_share_max
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
  from size)
select p.fund as subject, p.investor as object, case when p.committed_unit = 'CNY' then p.committed_lo end as part_lo,
       case when p.committed_unit = 'CNY' then p.committed_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算' when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from positions p join parties m on m.id = p.investor join base w on w.fund = p.fund
where m.class = 'mother_fund'
