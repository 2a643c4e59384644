-- rule: SZ-LH-1
-- zh: 管理费最高3%
-- en: the fee is at most 3 %
-- clause: 深圳市龙华区天使母基金(管理费)
-- source: S80
-- confidence: B
-- severity: warn
-- jurisdiction: 440300
-- classes: mother_fund,sub_fund,direct_fund
-- scheme: SZ-LH
-- valid: 2026-11-23..
-- parameters: lh_fee_max
-- test: measured <= lh_fee_max
-- note: 起始日不详:自核对之日2026-11-23起适用
-- note: its first day is not known: applied from 2026-11-23, when it was looked at
select f.fund as subject,
       case when param_unit('fact_fee_rate', f.fund, date('now')) = 'percent'
            then param('fact_fee_rate', f.fund, date('now')) end as measured,
       case when param('fact_fee_rate', f.fund, date('now')) is null
            then '请以 parameter.set fact_fee_rate 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_fee_rate' group by fund) e
  on e.fund = f.fund
