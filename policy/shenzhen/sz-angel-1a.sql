-- rule: SZ-ANGEL-1a
-- zh: 天使子基金单个项目不超过总规模的10%
-- en: an angel sub-fund puts at most 10 % of its size into one project
-- clause: 深圳市科技创新局答复函(2025-10-29)(天使基金)
-- source: R14
-- confidence: A
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-ANGEL
-- valid: 2025-10-29..
-- parameters: angel_project_share_max
-- test: part/whole <= angel_project_share_max
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
