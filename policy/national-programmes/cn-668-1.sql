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
with said as (
  select fund, case when subscribed_unit = 'CNY' then coalesce(subscribed_lo, 0)
                    when registered_unit = 'CNY' then coalesce(registered_lo, 0) end as lo,
         case when subscribed_unit = 'CNY' then subscribed_hi when registered_unit = 'CNY' then registered_hi end as hi,
         registered_unit = 'CNY' as is_registered, coalesce(registered_lo, 0) as registered_lo, registered_hi
  from funds),
size as (
  select s.fund, max(coalesce(s.lo, 0), coalesce(t.committed_lo, 0)) as lo,
         case when s.lo is null then t.committed_hi
              when s.hi is not null then max(s.hi, coalesce(t.committed_hi, 0)) end as hi,
         is_registered, registered_lo, registered_hi, coalesce(t.invested_lo, 0) as invested
  from said s left join fund_total t on t.fund = s.fund and t.currency = 'CNY'),
base as (
  select fund, case when is_registered then min(lo, registered_lo) else lo end as lo,
         case when is_registered then case when hi is not null and registered_hi is not null then max(hi, registered_hi) end
              else hi end as hi
  from size)
select p.fund as subject, p.investor as object, case when p.committed_unit = 'CNY' then p.committed_lo end as part_lo,
       case when p.committed_unit = 'CNY' then p.committed_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算' when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from positions p join parties m on m.id = p.investor join base w on w.fund = p.fund
where m.class in ('government', 'mother_fund') and m.region = '100000'
