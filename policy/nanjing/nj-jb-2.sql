-- rule: NJ-JB-2
-- zh: 单个项目不超过实缴的20%
-- en: one project gets at most 20 % of paid-in
-- clause: 南京江北新区扬子江科技产业投资基金公告(2025年5月,语序错乱)(集中度)
-- source: R26
-- confidence: C
-- severity: info
-- jurisdiction: 320100
-- classes: sub_fund
-- scheme: NJ-JB
-- valid: 2025-06-01..
-- parameters: nj_single_max
-- test: part/whole <= nj_single_max
with paid as (
  select f.fund, max(coalesce(f.paid_in_lo, 0), coalesce(t.paid_in_lo, 0)) as lo,
         case when f.paid_in_unit is null then t.paid_in_hi
              when f.paid_in_hi is not null then max(f.paid_in_hi, coalesce(t.paid_in_hi, 0)) end as hi
  from funds f left join fund_total t on t.fund = f.fund and t.currency = 'CNY'
  where f.paid_in_unit is null or f.paid_in_unit = 'CNY')
select p.fund as subject, p.enterprise as object, case when p.invested_unit = 'CNY' then p.invested_lo end as part_lo,
       case when p.invested_unit = 'CNY' then p.invested_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.invested_unit <> 'CNY' then '非人民币,不折算'
            when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from portfolio p join paid w on w.fund = p.fund where p.invested_hi > 0
