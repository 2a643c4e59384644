-- rule: SZ-SEED-2
-- zh: 全部投资于深圳市或深汕特别合作区的项目
-- en: all money goes into projects of Shenzhen or the Shenshan zone
-- clause: 深圳市科技创新种子基金(2024年2月)(投向)
-- source: R13
-- confidence: B
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-SEED
-- valid: 2024-02-06..
-- parameters: seed_local_min
-- test: part/whole >= seed_local_min
-- note: 深汕特别合作区无独立代码:登记在海丰县(441521)的企业无法判定
-- note: the Shenshan zone has no code of its own: companies in Haifeng (441521) cannot be placed
with done as (
  select p.fund, sum(case when e.region like '4403%' then p.invested_lo else 0 end) as lo,
         sum(case when e.region like '4403%' or e.region = '441521' or e.region is null then p.invested_hi else 0 end) as hi,
         sum(p.invested_lo) as all_lo, sum(p.invested_hi) as all_hi
  from portfolio p join parties e on e.id = p.enterprise group by p.fund, p.invested_unit)
select fund as subject, lo as part_lo, hi as part_hi, all_lo as whole_lo, all_hi as whole_hi,
       case when lo < hi then '有被投企业的地区未填或在海丰县(可能属深汕特别合作区)' end as missing
from done where all_hi > 0
