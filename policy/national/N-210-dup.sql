-- rule: N-210-dup
-- zh: 同一政府不在同一行业或领域重复设立基金
-- en: one government sets up no two funds in one industry or field
-- clause: 财预〔2015〕210号《政府投资基金暂行管理办法》第七条;国办发〔2025〕1号
-- source: N1
-- confidence: A
-- severity: warn
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund
-- valid: 2015-11-12..
-- test: flag
-- note: 以登记的地区和行业文字相同为同一政府、同一领域;条文只说“控制设立数量”,是否重复由财政部门认定
-- note: the same region and the same words for the sector are taken for one government and one field; finance decides
select f.id as subject, '' as object,
       case when coalesce(f.sector, '') = '' or coalesce(f.region, '') = '' then null
            when exists (select 1 from parties o where o.id <> f.id and o.class in ('mother_fund', 'direct_fund')
                         and o.class = f.class and o.region = f.region and o.sector = f.sector
                         and not exists (select 1 from stages s where s.fund = o.id and s.stage = 'liquidated')) then 1
            else 0 end as flag,
       case when coalesce(f.sector, '') = '' then '行业(sector)' when coalesce(f.region, '') = '' then '地区(region)' end as missing,
       (select group_concat(entry) from parties o
        where o.class = f.class and o.region = f.region and o.sector = f.sector and f.sector <> '') as evidence
from parties f
where f.class in ('mother_fund', 'direct_fund')
  and not exists (select 1 from stages s where s.fund = f.id and s.stage = 'liquidated')
