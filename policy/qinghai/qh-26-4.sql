-- rule: QH-26-4
-- zh: 未按章程约定投资
-- en: investments are not as the charter says
-- clause: 《青海省省级政府投资基金管理办法》第二十六条第(四)项
-- source: R1
-- confidence: A
-- severity: exit
-- jurisdiction: 630000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2022-04-24..
-- test: flag
select f.fund as subject,
       case param('fact_not_as_agreed', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_not_as_agreed', f.fund, date('now')) is null
            then '请以 parameter.set fact_not_as_agreed 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_not_as_agreed' group by fund) e
  on e.fund = f.fund
