-- rule: QH-19-2
-- zh: 不得承诺本金不受损失或最低收益,不得变相举债
-- en: no promise of principal or a minimum return, no borrowing in disguise
-- clause: 《青海省省级政府投资基金管理办法》第十九条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund,sub_fund
-- valid: 2022-04-24..
-- test: flag
with asked(name) as (values ('fact_minimum_return_promised'), ('fact_disguised_borrowing')),
told as (
  select f.fund, a.name, param(a.name, f.fund, date('now')) as value from funds f, asked a)
select fund as subject,
       case when max(value = 1) then 1 when count(value) = count(*) then 0 end as flag,
       '请以 parameter.set 陈述 ' || group_concat(case when value is null then name end, '、') as missing
from told group by fund
