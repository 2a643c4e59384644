-- rule: DZ-JK-1c
-- zh: 返投不低于引导基金出资的2倍
-- en: local investment is at least 2 times the contribution
-- clause: 德州经济技术开发区新旧动能转换基金办法(返投)
-- source: R30
-- confidence: B
-- severity: warn
-- jurisdiction: 371400
-- classes: sub_fund
-- scheme: DZ-JK
-- valid: 2026-11-23..
-- parameters: dz_multiple_min
-- test: part/whole >= dz_multiple_min
-- note: 来源未署日期:自核对之日2026-11-23起适用
-- note: the source has no date: applied from 2026-11-23, when it was looked at
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
done as (
  select p.fund, p.invested_unit as unit, sum(case when e.region like '3714%' then p.invested_lo else 0 end) as lo,
         sum(case when e.region like '3714%' or e.region is null then p.invested_hi else 0 end) as hi
  from portfolio p join parties e on e.id = p.enterprise group by p.fund, p.invested_unit)
select p.fund as subject, p.investor as object, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       case when p.committed_unit = 'CNY' then min(p.paid_in_lo, p.committed_lo) end as whole_lo, case when p.committed_unit = 'CNY' then max(p.paid_in_hi, p.committed_hi) end as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算'
            when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
left join done d on d.fund = p.fund and d.unit = 'CNY'
where m.class = 'mother_fund'
