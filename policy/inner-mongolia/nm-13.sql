-- rule: NM-13
-- zh: 同一行业只设一只母基金
-- en: one mother fund per industry
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第十三条
-- source: R2
-- confidence: A
-- severity: warn
-- jurisdiction: 150000
-- classes: mother_fund
-- valid: 2019-01-11..
-- test: flag
-- note: 同级以地区代码前四位相同为准
-- note: of one level are those whose region codes begin with the same four digits
with mother as (
  select fund, sector, substr(region, 1, 4) as place from funds
  where class = 'mother_fund' and region like '15%' and coalesce(stage, '') not in ('liquidating', 'liquidated'))
select a.fund as subject, coalesce(a.sector, '') as object,
       case when a.sector is null then null else count(b.fund) > 1 end as flag,
       case when a.sector is null then '母基金未填行业' end as missing
from mother a left join mother b on b.sector = a.sector and b.place = a.place group by a.fund, a.sector
