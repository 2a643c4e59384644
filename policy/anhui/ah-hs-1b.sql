-- rule: AH-HS-1b
-- zh: 管理费不超过1%
-- en: the fee is at most 1 %
-- clause: 黄山市新兴产业引导基金公告(2023年)(管理费)
-- source: R11
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-HS
-- valid: 2023-08-12..
-- parameters: hs_fee_max
-- test: measured <= hs_fee_max
select f.fund as subject,
       case when param_unit('fact_fee_rate', f.fund, date('now')) = 'percent'
            then param('fact_fee_rate', f.fund, date('now')) end as measured,
       case when param('fact_fee_rate', f.fund, date('now')) is null
            then '请以 parameter.set fact_fee_rate 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_fee_rate' group by fund) e
  on e.fund = f.fund
