-- rule: NM-41
-- zh: 不得回购本金、承担社会出资人损失、承诺最低收益
-- en: no buy-back of principal, no bearing of social investors’ loss, no minimum return
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第四十一条
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- test: flag
with asked(name) as (values ('fact_principal_buyback'), ('fact_loss_borne'), ('fact_minimum_return_promised')),
told as (
  select f.fund, a.name, param(a.name, f.fund, date('now')) as value from funds f, asked a)
select fund as subject,
       case when max(value = 1) then 1 when count(value) = count(*) then 0 end as flag,
       '请以 parameter.set 陈述 ' || group_concat(case when value is null then name end, '、') as missing
from told group by fund
