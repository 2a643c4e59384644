-- rule: SZ-SEED-4
-- zh: 决策时估值不超过1亿元
-- en: the valuation at the decision is at most 100 million yuan
-- clause: 深圳市科技创新种子基金(2024年2月)(估值)
-- source: R13
-- confidence: B
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-SEED
-- valid: 2024-02-06..
-- parameters: seed_valuation_max
-- test: measured <= seed_valuation_max
select f.fund as subject,
       case when param_unit('fact_highest_valuation', f.fund, date('now')) = 'CNY'
            then param('fact_highest_valuation', f.fund, date('now')) end as measured,
       case when param('fact_highest_valuation', f.fund, date('now')) is null
            then '请以 parameter.set fact_highest_valuation 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_highest_valuation' group by fund) e
  on e.fund = f.fund
