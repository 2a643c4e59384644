-- rule: FJ-17
-- zh: 省级资金和投资集团可为劣后级,投资集团可补足社会资本约定收益
-- en: provincial and group money may be junior, and the group may top up agreed returns
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第十七条至第十九条
-- source: R3
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2015-05-06..2016-07-11
-- test: flag
-- note: 2015年文本允许,不会违反;全国性禁止见国家规则包(财预〔2015〕210号第十三条,2015-11-12起)
-- note: the text of 2015 allows both, so no breach of it; the national ban since 2015-11-12 (Cai Yu 2015 No. 210, article 13) stands in the national pack
with item(name, fact) as (values
  ('政府出资劣后', 'fact_junior_government'),
  ('差额补足', 'fact_top_up_agreed'))
select f.fund as subject, i.name as object,
       case when param(i.fact, f.fund, date('now')) in (0, 1) then 0 end as flag,
       '请以 parameter.set ' || i.fact || ' 陈述' as missing,
       (select cast(max(p.entry) as text) from parameters p where p.name = i.fact and p.fund = f.fund) as evidence
from funds f, item i
