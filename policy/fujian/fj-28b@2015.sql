-- rule: FJ-28b
-- zh: 托管银行最近三年无重大过失
-- en: the custodian had no serious fault in three years
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第二十五条
-- source: R3
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2015-05-06..2016-07-11
-- test: flag
select f.fund as subject,
       case param('fact_custodian_fault', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_custodian_fault', f.fund, date('now')) is null
            then '请以 parameter.set fact_custodian_fault 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_custodian_fault' group by fund) e
  on e.fund = f.fund
