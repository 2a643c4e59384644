-- rule: AH-AI-06
-- zh: 母基金出资不超过子基金实缴总额的20%
-- en: the mother has at most 20 % of a sub-fund’s paid-in total
-- clause: 安徽省人工智能主题投资基金子基金公告(2023年1月)二(二)5(1)
-- source: R7
-- confidence: B
-- severity: block
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-AI
-- valid: 2023-02-01..
-- parameters: ai_share_max
-- test: part/whole <= ai_share_max
with {paid}
select p.fund as subject, p.investor as object, case when p.paid_in_unit = 'CNY' then p.paid_in_lo end as part_lo,
       case when p.paid_in_unit = 'CNY' then p.paid_in_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.paid_in_unit <> 'CNY' then '非人民币,不折算' when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from positions p join parties m on m.id = p.investor join paid w on w.fund = p.fund
where m.class = 'mother_fund'
