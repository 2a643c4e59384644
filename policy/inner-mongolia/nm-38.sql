-- rule: NM-38
-- zh: 不得从事所列业务
-- en: none of the banned kinds of business
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第三十八条
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- test: flag
-- note: AAA以下企业债不在本办法所列;以并购重组为目的的股票除外
-- note: bonds below AAA are not in this list; stocks bought for mergers and acquisitions are excepted
with item(name, fact) as (values
  ('第一项 担保、抵押、委托贷款', 'fact_banned_guarantee'),
  ('第二项 二级市场股票等证券', 'fact_banned_securities'),
  ('第三项 赞助、捐赠', 'fact_banned_sponsorship'),
  ('第四项 吸收存款、贷款和资金拆借', 'fact_banned_deposit_or_lending'),
  ('第五项 承担无限连带责任', 'fact_banned_unlimited_liability'),
  ('第六项 发行信托或集合理财募集资金', 'fact_banned_trust_issue'),
  ('其他禁止业务', 'fact_banned_other'))
select f.fund as subject, i.name as object,
       case when param(i.fact, f.fund, date('now')) = 0 then 0
            when param(i.fact, f.fund, date('now')) = 1 then 1 end as flag,
       '请以 parameter.set 陈述 ' || i.fact as missing,
       (select cast(max(p.entry) as text) from parameters p where p.name = i.fact and p.fund = f.fund) as evidence
from funds f, item i
