-- rule: HF-2
-- zh: 返投不低于母基金出资的1.5倍
-- en: reinvestment is at least 1.5 times the mother’s contribution
-- clause: 合肥市优化股权投资发展环境政策:市政府引导母基金(返投)
-- source: S60
-- confidence: A
-- severity: warn
-- jurisdiction: 340100
-- classes: sub_fund
-- scheme: HF
-- valid: 2026-11-23..
-- parameters: hf_multiple_min
-- test: part/whole >= hf_multiple_min
-- note: 直投、管理人关联基金、迁入均可认定;社会资本多的可一事一议
-- note: direct deals, related funds of the manager and relocations can be recognised; relief case by case
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
  select fund, investor, sum(counted_lo) as lo, sum(counted_hi) as hi from reinvestment_claims
  where counted_unit = 'CNY' group by fund, investor)
select p.fund as subject, p.investor as object, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       case when p.committed_unit = 'CNY' then min(p.paid_in_lo, p.committed_lo) end as whole_lo, case when p.committed_unit = 'CNY' then max(p.paid_in_hi, p.committed_hi) end as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算'
            when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
left join done d on d.fund = p.fund and d.investor = p.investor
where m.class = 'mother_fund'
