-- rule: CN-668-19
-- zh: 投资早期创新型企业超过70%的,中央财政可加大让利
-- en: with more than 70 % in early-stage innovative firms central money may concede more
-- clause: 新兴产业创投计划(财建〔2011〕668号)第十九条
-- source: R21
-- confidence: A
-- severity: info
-- jurisdiction: 100000
-- classes: sub_fund
-- scheme: CN-668
-- valid: 2011-08-17..
-- parameters: cn668_early_min
-- test: part/whole > cn668_early_min
-- note: 超过即可加大让利,不达并非违规
-- note: above it a larger concession is open; missing it is no offence
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
  from size),
done as (
  select f.fund, f.stage, case when param_unit('fact_invested_early', f.fund, date('now')) = 'CNY' then param('fact_invested_early', f.fund, date('now')) end as amount from funds f)
select d.fund as subject, d.amount as part_lo,
       case when d.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then d.amount when s.hi is not null then d.amount + max(0, s.hi - s.invested) end as part_hi,
       w.lo as whole_lo, w.hi as whole_hi,
       case when d.amount is null then '请以 parameter.set fact_invested_early 陈述'
            when coalesce(d.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from done d join size s on s.fund = d.fund join base w on w.fund = d.fund
