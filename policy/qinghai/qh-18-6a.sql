-- rule: QH-18-6a
-- zh: 母基金直投参照:约定领域不低于60%
-- en: direct deals of the mother by reference: at least 60 % in the agreed field
-- clause: 《青海省省级政府投资基金管理办法》第十八条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: direct_fund
-- applies: reference
-- valid: 2022-04-24..
-- parameters: field_min
-- test: part/whole >= field_min
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
done as (
  select f.fund, f.stage, case when param_unit('fact_invested_in_field', f.fund, date('now')) = 'CNY' then param('fact_invested_in_field', f.fund, date('now')) end as amount from funds f)
select d.fund as subject, d.amount as part_lo,
       case when d.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then d.amount when s.hi is not null then d.amount + max(0, s.hi - s.invested) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when d.amount is null then '请以 parameter.set fact_invested_in_field 陈述'
            when coalesce(d.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from done d join size s on s.fund = d.fund join size w on w.fund = d.fund
