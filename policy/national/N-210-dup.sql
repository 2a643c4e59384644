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
-- note: 同一政府部门直接出资或发起、行业文字相同为重复;条文只说“控制设立数量”,是否重复由财政部门认定。看不出哪一政府出资的不能判定
-- note: one government that invests in both or sponsors both, and the same words for the sector; finance decides. Without a known government it is undetermined
with given as materialized
 (select s.fund, s.investor as gov from stakes s join parties g on g.id = s.investor where g.class = 'government'
  union select r."in", r.party from roles r join parties g on g.id = r.party
  where g.class = 'government' and r.role = 'sponsor' and coalesce(r.state, 'stated') = 'stated'),
 standing as materialized
 (select p.id, p.class, p.sector, p.entry from parties p where p.class in ('mother_fund', 'direct_fund')
  and not exists (select 1 from stages s where s.fund = p.id and s.stage = 'liquidated')),
 twins as materialized
 (select distinct f.id as fund, o.id as other, o.entry
  from standing f join given a on a.fund = f.id join given b on b.gov = a.gov and b.fund <> f.id
  join standing o on o.id = b.fund and o.class = f.class and o.sector = f.sector and f.sector <> '')
select f.id as subject,
       case when coalesce(f.sector, '') = '' or not exists (select 1 from given g where g.fund = f.id) then null
            else exists (select 1 from twins t where t.fund = f.id) end as flag,
       case when coalesce(f.sector, '') = '' then '行业(sector)'
            when not exists (select 1 from given g where g.fund = f.id) then '哪一政府出资或发起' end as missing,
       (select group_concat(t.entry) from twins t where t.fund = f.id) as evidence
from standing f
