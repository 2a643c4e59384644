-- rule: QH-26-3
-- zh: 投资领域和方向不符合政策目标
-- en: field or direction of investments does not fit the policy goals
-- clause: 《青海省省级政府投资基金管理办法》第二十六条第(三)项
-- source: R1
-- confidence: A
-- severity: exit
-- jurisdiction: 630000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2022-04-24..
-- test: flag
select f.fund as subject,
       case param('fact_off_field', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_off_field', f.fund, date('now')) is null
            then '请以 parameter.set fact_off_field 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_off_field' group by fund) e
  on e.fund = f.fund
