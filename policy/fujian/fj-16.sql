-- rule: FJ-16
-- zh: 未经协调小组同意不得从事所列业务
-- en: none of the banned kinds of business without the coordination group’s consent
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第十六条
-- source: R4
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2016-07-11..
-- test: flag
-- note: 本办法不含“发行信托募集资金”一项
-- note: this list has no item on raising money by trusts
with item(name, fact) as (values
  ('担保、抵押、委托贷款', 'fact_banned_guarantee'),
  ('二级市场股票等证券', 'fact_banned_securities'),
  ('AAA以下企业债', 'fact_banned_bonds'),
  ('赞助、捐赠', 'fact_banned_sponsorship'),
  ('吸收存款、贷款和资金拆借', 'fact_banned_deposit_or_lending'),
  ('承担无限连带责任', 'fact_banned_unlimited_liability'),
  ('其他禁止业务', 'fact_banned_other'))
select f.fund as subject, i.name as object,
       case when param(i.fact, f.fund, date('now')) = 0 then 0 when param('fact_group_consent', f.fund, date('now')) = 1 then 0
            when param(i.fact, f.fund, date('now')) = 1 and param('fact_group_consent', f.fund, date('now')) = 0 then 1 end as flag,
       '请以 parameter.set 陈述 ' || i.fact || ' 与 fact_group_consent' as missing,
       (select cast(max(p.entry) as text) from parameters p where p.name = i.fact and p.fund = f.fund) as evidence
from funds f, item i
