-- rule: AH-RD-3
-- zh: 单个项目不超过实缴的20%
-- en: one project gets at most 20 % of paid-in
-- clause: 安徽省新型研发机构专项基金第四批招募(集中度)
-- source: S103
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-RD
-- valid: 2026-11-23..
-- parameters: rd_single_max
-- test: part/whole <= rd_single_max
-- note: 来源未署日期:自核对之日2026-11-23起适用
-- note: the source has no date: applied from 2026-11-23, when it was looked at
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
