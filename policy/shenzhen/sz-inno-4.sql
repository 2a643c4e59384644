-- rule: SZ-INNO-4
-- zh: 创新创业类:管理机构实缴资本不低于1000万元
-- en: innovation: paid-in capital of the manager
-- clause: 深圳市政府投资引导基金子基金条件(整理稿)(管理机构)
-- source: S76
-- confidence: C
-- severity: info
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-INNO
-- valid: 2026-11-23..
-- parameters: inno_capital_min
-- test: measured >= inno_capital_min
-- note: 来源未署日期且为整理稿:自核对之日2026-11-23起提示
-- note: the source is an undated compilation: told from 2026-11-23, when it was looked at
select f.fund as subject,
       case when param_unit('fact_manager_paid_in_capital', f.fund, date('now')) = 'CNY'
            then param('fact_manager_paid_in_capital', f.fund, date('now')) end as measured,
       case when param('fact_manager_paid_in_capital', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_paid_in_capital 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_paid_in_capital' group by fund) e
  on e.fund = f.fund
