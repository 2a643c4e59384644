-- rule: QH-17
-- zh: 原则上不在同一行业或领域设立多只目标相同的子基金
-- en: in principle not several sub-funds with one goal in one industry or field
-- clause: 《青海省省级政府投资基金管理办法》第十七条
-- source: R1
-- confidence: A
-- severity: warn
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- test: flag
-- note: 以行业相同为同一领域;目标是否相同须人工判断
-- note: the same sector is taken for the same field; whether the goal is the same must be judged
with sub as (
  select distinct p.investor, p.fund, f.sector from positions p join funds f on f.fund = p.fund
  where f.class = 'sub_fund' and coalesce(f.stage, '') <> 'liquidated' and p.committed_hi > 0)
select investor as subject, coalesce(sector, '') as object,
       case when sector is null then null when count(*) > 1 then 1 else 0 end as flag,
       case when sector is null then '子基金未填行业:' || group_concat(fund, '、') end as missing
from sub group by investor, sector
