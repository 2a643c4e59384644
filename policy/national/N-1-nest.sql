-- rule: N-1-nest
-- zh: 子基金原则上直接投资项目,控制基金层级,防止多层嵌套
-- en: sub-funds in principle invest directly in projects: no nesting
-- clause: 国办发〔2025〕1号(优化基金体系)
-- source: N10
-- confidence: B
-- severity: warn
-- jurisdiction: 100000
-- classes: sub_fund
-- valid: 2025-01-07..
-- test: flag
-- note: 账目与陈述中的出资都算
-- note: stakes of the ledger and of statements both count
select f.id as subject, coalesce(n.fund, '') as object, n.fund is not null as flag, n.entries as evidence
from parties f left join
     (select s.investor, s.fund, null as entries from stakes s join parties o on o.id = s.fund
      where o.class in ('sub_fund', 'mother_fund', 'direct_fund')) n on n.investor = f.id
where f.class = 'sub_fund'
