-- rule: QH-03-2
-- zh: 不得以地方政府债券资金设立或注资母基金
-- en: money from local government bonds may not set up or feed the mother fund
-- clause: 《青海省省级政府投资基金管理办法》第三条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- test: flag
select f.fund as subject,
       case param('fact_bond_money_used', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_bond_money_used', f.fund, date('now')) is null
            then '请以 parameter.set fact_bond_money_used 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_bond_money_used' group by fund) e
  on e.fund = f.fund
