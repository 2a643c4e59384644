-- rule: AH-IT-3
-- zh: 门槛收益率不低于6.5%
-- en: the hurdle is at least 6.5 %
-- clause: 安徽省新一代信息技术产业基金第三批子基金公告(2024年2月)(收益分配)
-- source: R9
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-IT
-- valid: 2024-02-24..
-- parameters: it_hurdle_min
-- test: measured >= it_hurdle_min
select f.fund as subject,
       case when param_unit('fact_hurdle_rate', f.fund, date('now')) = 'percent'
            then param('fact_hurdle_rate', f.fund, date('now')) end as measured,
       case when param('fact_hurdle_rate', f.fund, date('now')) is null
            then '请以 parameter.set fact_hurdle_rate 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_hurdle_rate' group by fund) e
  on e.fund = f.fund
