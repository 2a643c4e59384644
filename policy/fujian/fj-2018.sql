-- rule: FJ-2018
-- zh: 省级政府引导基金的子基金投资早期科技型中小企业不低于60%
-- en: sub-funds of state guidance funds put at least 60 % into early-stage technology SMEs
-- clause: 福建省《创新驱动七条措施》(2018年)(2018-09-26)
-- source: R31
-- confidence: A
-- severity: warn
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2018-09-26..
-- parameters: fj_early_tech_min
-- test: part/whole >= fj_early_tech_min
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
  select f.fund, f.stage, case when param_unit('fact_invested_early_tech', f.fund, date('now')) = 'CNY' then param('fact_invested_early_tech', f.fund, date('now')) end as amount from funds f)
select d.fund as subject, d.amount as part_lo,
       case when d.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then d.amount when s.hi is not null then d.amount + max(0, s.hi - s.invested) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when d.amount is null then '请以 parameter.set fact_invested_early_tech 陈述'
            when coalesce(d.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from done d join size s on s.fund = d.fund join base w on w.fund = d.fund
