-- rule: NJ-JB-3
-- zh: 投资期管理费不超过1.5%
-- en: the fee in the investment period is at most 1.5 %
-- clause: 南京江北新区扬子江科技产业投资基金公告(2025年5月,语序错乱)(管理费)
-- source: R26
-- confidence: C
-- severity: info
-- jurisdiction: 320100
-- classes: sub_fund
-- scheme: NJ-JB
-- valid: 2025-06-01..
-- parameters: nj_fee_max
-- test: measured <= nj_fee_max
select f.fund as subject,
       case when param_unit('fact_fee_rate', f.fund, date('now')) = 'percent'
            then param('fact_fee_rate', f.fund, date('now')) end as measured,
       case when param('fact_fee_rate', f.fund, date('now')) is null
            then '请以 parameter.set fact_fee_rate 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_fee_rate' group by fund) e
  on e.fund = f.fund
