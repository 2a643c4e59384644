-- rule: CN-1509
-- zh: 投资早中期、初创期创新型企业不低于基金规模的60%
-- en: at least 60 % of the fund goes into early innovative firms
-- clause: 发改办高技〔2016〕1509号第一项
-- source: R22
-- confidence: A
-- severity: warn
-- jurisdiction: 100000
-- classes: sub_fund
-- scheme: CN-1509
-- valid: 2016-06-21..
-- parameters: cn1509_early_min
-- test: part/whole >= cn1509_early_min
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
  select f.fund, f.stage, case when param_unit('fact_invested_early', f.fund, date('now')) = 'CNY' then param('fact_invested_early', f.fund, date('now')) end as amount from funds f)
select d.fund as subject, d.amount as part_lo,
       case when d.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then d.amount when s.hi is not null then d.amount + max(0, s.hi - s.invested) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when d.amount is null then '请以 parameter.set fact_invested_early 陈述'
            when coalesce(d.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from done d join size s on s.fund = d.fund join size w on w.fund = d.fund
