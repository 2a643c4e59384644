-- rule: NM-37-1
-- zh: 投资于区内注册企业不低于基金总额的60%
-- en: at least 60 % of the fund goes to companies registered in the region
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第三十七条
-- source: R2
-- confidence: A
-- severity: warn
-- jurisdiction: 150000
-- classes: sub_fund
-- valid: 2019-01-11..
-- parameters: nm_local_min
-- test: part/whole >= nm_local_min
-- note: 直投项目可按行业灵活,母基金经子基金投资:只看子基金
-- note: direct deals are flexible by industry, and a mother invests through sub-funds: only sub-funds are looked at
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
  select p.fund, p.invested_unit as unit, sum(case when e.region like '15%' then p.invested_lo else 0 end) as lo,
         sum(case when e.region like '15%' or e.region is null then p.invested_hi else 0 end) as hi
  from portfolio p join parties e on e.id = p.enterprise group by p.fund, p.invested_unit)
select f.fund as subject, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知'
            when d.lo < d.hi then '有被投企业的地区未填' end as missing
from funds f join size s on s.fund = f.fund join size w on w.fund = f.fund left join done d on d.fund = f.fund and d.unit = 'CNY'
