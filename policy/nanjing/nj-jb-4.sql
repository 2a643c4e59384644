-- rule: NJ-JB-4
-- zh: 门槛收益率不低于4%
-- en: the hurdle is at least 4 %
-- clause: 南京江北新区扬子江科技产业投资基金公告(2025年5月,语序错乱)(收益分配)
-- source: R26
-- confidence: C
-- severity: info
-- jurisdiction: 320100
-- classes: sub_fund
-- scheme: NJ-JB
-- valid: 2025-06-01..
-- parameters: nj_hurdle_min
-- test: measured >= nj_hurdle_min
select f.fund as subject,
       case when param_unit('fact_hurdle_rate', f.fund, date('now')) = 'percent'
            then param('fact_hurdle_rate', f.fund, date('now')) end as measured,
       case when param('fact_hurdle_rate', f.fund, date('now')) is null
            then '请以 parameter.set fact_hurdle_rate 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_hurdle_rate' group by fund) e
  on e.fund = f.fund
