-- rule: AH-NM-2
-- zh: 认定投资于安徽注册企业不低于母基金实缴的1.2倍
-- en: recognised money in Anhui companies is at least 1.2 times the mother’s paid-in
-- clause: 安徽省新材料产业主题基金黄山子基金公告(2024年2月)(返投)
-- source: R10
-- confidence: C
-- severity: info
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-NM
-- valid: 2024-03-01..
-- parameters: nm_multiple_min
-- test: part/whole >= nm_multiple_min
-- note: 与 AH-NM-3 看同一批申报,分子分母不同
-- note: the same claims as AH-NM-3, with another numerator and denominator
with {size},
done as (
  select fund, investor, sum(counted_lo) as lo, sum(counted_hi) as hi from reinvestment_claims
  where counted_unit = 'CNY' group by fund, investor)
select p.fund as subject, p.investor as object, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       case when p.committed_unit = 'CNY' then p.paid_in_lo end as whole_lo, case when p.committed_unit = 'CNY' then p.paid_in_hi end as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算'
            when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
left join done d on d.fund = p.fund and d.investor = p.investor
where m.class = 'mother_fund'
