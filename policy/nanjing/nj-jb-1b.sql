-- rule: NJ-JB-1b
-- zh: 子基金规模不低于3亿元
-- en: a sub-fund has at least 300 million yuan
-- clause: 南京江北新区扬子江科技产业投资基金公告(2025年5月,语序错乱)(规模)
-- source: R26
-- confidence: C
-- severity: info
-- jurisdiction: 320100
-- classes: sub_fund
-- scheme: NJ-JB
-- valid: 2025-06-01..
-- parameters: nj_size_min
-- test: measured >= nj_size_min
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
  from said s left join fund_total t on t.fund = s.fund and t.currency = 'CNY')
select fund as subject, lo as measured_lo, hi as measured_hi, case when lo = 0 then '规模未知' when lo is not hi then '规模未准确知悉' end as missing
from size
