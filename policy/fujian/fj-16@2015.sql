-- rule: FJ-16
-- zh: 不得投资股票、期货、企业债、衍生品,不得赞助捐赠
-- en: no stocks, futures, corporate bonds or derivatives, no sponsorship or donation
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第十五条
-- source: R3
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2015-05-06..2016-07-11
-- test: flag
with item(name, fact) as (values
  ('股票、期货、衍生品', 'fact_banned_securities'),
  ('企业债', 'fact_banned_bonds'),
  ('赞助、捐赠', 'fact_banned_sponsorship'))
select f.fund as subject, i.name as object,
       case when param(i.fact, f.fund, date('now')) = 0 then 0
            when param(i.fact, f.fund, date('now')) = 1 then 1 end as flag,
       '请以 parameter.set 陈述 ' || i.fact as missing,
       (select cast(max(p.entry) as text) from parameters p where p.name = i.fact and p.fund = f.fund) as evidence
from funds f, item i
