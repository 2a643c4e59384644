-- rule: QH-22
-- zh: 母基金托管银行在省内
-- en: the mother’s custodian is a bank inside the province
-- clause: 《青海省省级政府投资基金管理办法》第二十二条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- test: flag
-- note: 以银行登记地区为准;是否竞争性选定须人工判断
-- note: by the region in which the bank is registered; whether it was chosen competitively must be judged
with custodian as (
  select r."in" as fund, b.region, r.entry from roles r join parties b on b.id = r.party
  where r.role = 'custodian' and coalesce(r.state, 'stated') = 'stated' and (r.until is null or r.until_last >= date('now')))
select f.fund as subject,
       case when max(c.region like '63%') then 0 when count(c.entry) > 0 and count(c.region) = count(c.entry) then 1 end as flag,
       case when count(c.entry) = 0 then '没有托管银行' else '托管银行的地区未填' end as missing,
       group_concat(c.entry) as evidence
from funds f left join custodian c on c.fund = f.fund group by f.fund
