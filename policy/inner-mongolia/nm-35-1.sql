-- rule: NM-35-1
-- zh: 托管银行不得为同一基金的社会出资人
-- en: the custodian bank is no contributor of the same fund
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第三十五条
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- test: flag
with {size},
custodian as (
  select r."in" as fund, r.party, max(r.entry) as entry from roles r
  where r.role = 'custodian' and coalesce(r.state, 'stated') = 'stated' and (r.until is null or r.until_last >= date('now'))
  group by r."in", r.party),
known as (select fund, sum(committed_lo) as amount from positions where committed_unit = 'CNY' group by fund)
select f.fund as subject, coalesce(c.party, '') as object,
       case when p.committed_hi > 0 then 1 when c.party is null or s.hi is null or s.hi > coalesce(k.amount, 0) then null else 0 end as flag,
       case when c.party is null then '没有托管银行' else '尚有出资人未入账' end as missing, cast(c.entry as text) as evidence
from funds f left join custodian c on c.fund = f.fund left join size s on s.fund = f.fund left join known k on k.fund = f.fund
left join positions p on p.fund = f.fund and p.investor = c.party
