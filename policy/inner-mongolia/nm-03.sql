-- rule: NM-03
-- zh: 不得以借贷资金出资
-- en: no borrowed money
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第三条、第三十九条
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- test: flag
select f.fund as subject,
       case param('fact_borrowed_money_used', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_borrowed_money_used', f.fund, date('now')) is null
            then '请以 parameter.set fact_borrowed_money_used 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_borrowed_money_used' group by fund) e
  on e.fund = f.fund
