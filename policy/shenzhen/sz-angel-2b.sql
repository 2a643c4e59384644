-- rule: SZ-ANGEL-2b
-- zh: 累计投资不低于1亿元
-- en: cumulative investments of at least 100 million yuan
-- clause: 深圳天使母基金申报指南(2020年4月)(管理机构)
-- source: S79
-- confidence: B
-- severity: warn
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-ANGEL
-- valid: 2020-05-01..
-- parameters: angel_record_min
-- test: measured >= angel_record_min
select f.fund as subject,
       case when param_unit('fact_manager_invested', f.fund, date('now')) = 'CNY'
            then param('fact_manager_invested', f.fund, date('now')) end as measured,
       case when param('fact_manager_invested', f.fund, date('now')) is null
            then '请以 parameter.set fact_manager_invested 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_manager_invested' group by fund) e
  on e.fund = f.fund
