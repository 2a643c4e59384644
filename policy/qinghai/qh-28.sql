-- rule: QH-28
-- zh: 不得从事所列业务(八项)
-- en: none of the eight banned kinds of business
-- clause: 《青海省省级政府投资基金管理办法》第二十八条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2022-04-24..
-- test: flag
-- note: 第二项不含以并购重组为目的的股票
-- note: stocks bought for mergers and acquisitions are no case of item 2
with item(name, fact) as (values
  ('第一项 担保、抵押、委托贷款', 'fact_banned_guarantee'),
  ('第二项 二级市场股票等证券', 'fact_banned_securities'),
  ('第二项 AAA以下企业债', 'fact_banned_bonds'),
  ('第三项 赞助、捐赠', 'fact_banned_sponsorship'),
  ('第四项 吸收存款、贷款和资金拆借', 'fact_banned_deposit_or_lending'),
  ('第五项 承担无限连带责任', 'fact_banned_unlimited_liability'),
  ('第六项 发行信托或集合理财募集资金', 'fact_banned_trust_issue'),
  ('第七项 名股实债', 'fact_debt_as_equity'),
  ('第八项 其他禁止业务', 'fact_banned_other'))
select f.fund as subject, i.name as object,
       case when param(i.fact, f.fund, date('now')) = 0 then 0
            when param(i.fact, f.fund, date('now')) = 1 then 1 end as flag,
       '请以 parameter.set 陈述 ' || i.fact as missing,
       (select cast(max(p.entry) as text) from parameters p where p.name = i.fact and p.fund = f.fund) as evidence
from funds f, item i
