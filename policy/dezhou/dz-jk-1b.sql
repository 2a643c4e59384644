-- rule: DZ-JK-1b
-- zh: 单个直投项目不超过引导基金规模的20%
-- en: a direct deal gets at most 20 % of the guidance fund
-- clause: 德州经济技术开发区新旧动能转换基金办法(投资结构)
-- source: R30
-- confidence: B
-- severity: warn
-- jurisdiction: 371400
-- classes: mother_fund,direct_fund
-- scheme: DZ-JK
-- valid: 2026-11-23..
-- parameters: dz_direct_max
-- test: part/whole <= dz_direct_max
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
  from said s left join fund_total t on t.fund = s.fund and t.currency = 'CNY')
select p.fund as subject, p.enterprise as object, case when p.invested_unit = 'CNY' then p.invested_lo end as part_lo,
       case when p.invested_unit = 'CNY' then p.invested_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.invested_unit <> 'CNY' then '非人民币,不折算'
            when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from portfolio p join size w on w.fund = p.fund where p.invested_hi > 0
