-- rule: FJ-13-3
-- zh: 其他非政府出资人一般不少于3个
-- en: in general at least 3 other contributors that are no governments
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第十二条第(三)项
-- source: R3
-- confidence: A
-- severity: warn
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2015-05-06..2016-07-11
-- parameters: fj_others_min
-- test: measured >= fj_others_min
-- note: 国有企业作为非政府出资人计
-- note: a state-owned company counts as no government
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
known as (
  select p.fund, count(case when m.class in ('soe', 'corporate', 'bank', 'enterprise', 'gp', 'guarantor') then 1 end) as sure,
         count(case when m.class not in ('government', 'mother_fund') then 1 end) as perhaps, sum(p.committed_lo) as amount
  from positions p join parties m on m.id = p.investor where p.committed_hi > 0 and p.committed_unit = 'CNY' group by p.fund)
select k.fund as subject, k.sure as measured_lo, case when s.hi <= k.amount then k.perhaps end as measured_hi,
       '尚有出资人未入账或性质未定' as missing
from known k join size s on s.fund = k.fund
