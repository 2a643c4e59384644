-- rule: QH-18-2
-- zh: 母基金对单只子基金出资不超过其募集规模的60%
-- en: the mother puts at most 60 % of what a sub-fund raises
-- clause: 《青海省省级政府投资基金管理办法》第十八条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: sub_fund
-- valid: 2022-04-24..
-- parameters: qh_share_max
-- test: part/whole <= qh_share_max
-- note: 募集规模取认缴总额
-- note: what is committed is taken for what is raised
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
