-- rule: AH-IT-1
-- zh: 投资期管理费不超过实缴的2%/年
-- en: the fee in the investment period is at most 2 % a year of paid-in
-- clause: 安徽省新一代信息技术产业基金第三批子基金公告(2024年2月)(管理费)
-- source: R9
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-IT
-- valid: 2024-02-24..
-- parameters: it_fee_max
-- test: measured <= it_fee_max
select f.fund as subject,
       case when param_unit('fact_fee_rate', f.fund, date('now')) = 'percent'
            then param('fact_fee_rate', f.fund, date('now')) end as measured,
       case when param('fact_fee_rate', f.fund, date('now')) is null
            then '请以 parameter.set fact_fee_rate 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_fee_rate' group by fund) e
  on e.fund = f.fund
