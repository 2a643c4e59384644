-- rule: N-1-nest
-- zh: 新设子基金原则上直接投资项目,控制基金层级,防止多层嵌套
-- en: new sub-funds in principle invest directly in projects: no nesting
-- clause: 国办发〔2025〕1号(优化基金体系)
-- source: N10
-- confidence: B
-- severity: warn
-- jurisdiction: 100000
-- classes: sub_fund
-- valid: 2025-01-07..
-- test: flag
-- note: 只看本文公布后设立的子基金;账目与陈述中的出资都算
-- note: only sub-funds set up since the text was published; stakes of the ledger and of statements both count
select f.id as subject, coalesce(n.fund, '') as object,
       case when n.fund is null then 0 when coalesce(f.established_first, '') >= '2025-01-07' then 1 end as flag,
       '设立日(是否在公布之后)' as missing
from parties f left join
     (select distinct s.investor, s.fund from stakes s join parties o on o.id = s.fund
      where o.class in ('sub_fund', 'mother_fund', 'direct_fund')) n on n.investor = f.id
where f.class = 'sub_fund' and (f.established_last is null or f.established_last >= '2025-01-07')
