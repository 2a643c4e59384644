-- rule: CN-668-1
-- zh: 中央财政出资不超过注册资本或承诺出资额的20%
-- en: central money is at most 20 % of registered or committed capital
-- clause: 新兴产业创投计划(财建〔2011〕668号)(参股比例)
-- source: R20
-- confidence: B
-- severity: warn
-- jurisdiction: 100000
-- classes: sub_fund
-- scheme: CN-668
-- valid: 2011-08-17..
-- parameters: cn668_share_max
-- test: part/whole <= cn668_share_max
-- note: 早期企业超过70%的可放宽:以 parameter.set 另定
-- note: relaxed if early-stage firms are above 70 %: set it for that fund
with {size},
{base}
select p.fund as subject, p.investor as object, case when p.committed_unit = 'CNY' then p.committed_lo end as part_lo,
       case when p.committed_unit = 'CNY' then p.committed_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算' when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from positions p join parties m on m.id = p.investor join base w on w.fund = p.fund
where m.class in ('government', 'mother_fund') and m.region = '100000'
