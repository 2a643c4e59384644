-- rule: SZ-INNO-1
-- zh: 创新创业类:引导基金出资不超过30%
-- en: innovation: the guidance fund has at most 30 %
-- clause: 深圳市政府投资引导基金子基金条件(整理稿)(出资比例)
-- source: S76
-- confidence: C
-- severity: info
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-INNO
-- valid: 2026-11-23..
-- parameters: inno_share_max
-- test: part/whole <= inno_share_max
-- note: 来源未署日期且为整理稿:自核对之日2026-11-23起提示
-- note: the source is an undated compilation: told from 2026-11-23, when it was looked at
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
select p.fund as subject, p.investor as object, case when p.committed_unit = 'CNY' then p.committed_lo end as part_lo,
       case when p.committed_unit = 'CNY' then p.committed_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算' when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from positions p join parties m on m.id = p.investor join size w on w.fund = p.fund
where m.class = 'mother_fund'
