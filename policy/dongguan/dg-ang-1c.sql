-- rule: DG-ANG-1c
-- zh: 至少3个退出部分回报超过50%的案例
-- en: at least 3 cases with more than 50 % return on the exited part
-- clause: 东莞市天使母基金申报指南(管理机构)
-- source: R29
-- confidence: A
-- severity: warn
-- jurisdiction: 441900
-- classes: sub_fund
-- scheme: DG-ANG
-- valid: 2026-11-23..
-- parameters: dg_cases_min
-- test: measured >= dg_cases_min
-- note: 来源未署日期:自核对之日2026-11-23起适用
-- note: the source has no date: applied from 2026-11-23, when it was looked at
select f.fund as subject,
       case when param_unit('fact_manager_exits_over_half', f.fund, date('now')) = 'count'
            then param('fact_manager_exits_over_half', f.fund, date('now')) end as measured,
       case when param('fact_manager_exits_over_half', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_exits_over_half 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_exits_over_half' group by fund) e
  on e.fund = f.fund
