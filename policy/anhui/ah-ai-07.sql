-- rule: AH-AI-07
-- zh: 省市县财政、引导基金或母基金、国有独资企业实缴合计不超过50%
-- en: finance, guidance or mother funds and wholly state-owned companies of all levels pay at most 50 %
-- clause: 安徽省人工智能主题投资基金子基金公告(2023年1月)二(二)5(2)
-- source: R7
-- confidence: B
-- severity: block
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-AI
-- valid: 2023-02-01..
-- parameters: ai_public_max
-- test: part/whole <= ai_public_max
-- note: 国有企业是否独资不在账上:只计入上限
-- note: whether a state-owned company is wholly so is not in the book: it stands in the upper end only
with {paid},
share as (
  select p.fund, sum(case when m.class in ('government', 'mother_fund') and m.region like '34%' then p.paid_in_lo else 0 end) as lo,
         sum(case when m.class in ('government', 'mother_fund', 'soe', 'platform', 'sub_fund', 'direct_fund', 'other') and coalesce(m.region, '34') like '34%' then p.paid_in_hi else 0 end) as hi, sum(p.paid_in_lo) as known,
         max(p.paid_in_unit is not 'CNY') as is_foreign
  from positions p join parties m on m.id = p.investor group by p.fund)
select s.fund as subject, case when not s.is_foreign then s.lo end as part_lo,
       case when not s.is_foreign and w.hi is not null then s.hi + max(0, w.hi - s.known) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when s.is_foreign then '非人民币,不折算' when w.hi is null or w.hi > s.known then '尚有出资人未入账' when s.lo < s.hi then '有出资人的性质未定' end as missing
from share s join paid w on w.fund = s.fund
