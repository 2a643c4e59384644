-- rule: FJ-15-3
-- zh: 管理机构认缴基金份额
-- en: the manager subscribes a share
-- clause: 《福建省产业股权投资基金暂行管理办法》(2016年)第十五条第(六)项
-- source: R4
-- confidence: A
-- severity: warn
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2016-07-11..
-- test: flag
with {size},
manager as (
  select distinct "in" as fund, party from roles
  where role in ('manager', 'gp') and coalesce(state, 'stated') = 'stated' and (until is null or until_last >= date('now'))),
own as (
  select m.fund, sum(p.committed_lo) as amount from manager m left join positions p on p.fund = m.fund and p.investor = m.party group by m.fund),
known as (select fund, sum(committed_lo) as amount from positions where committed_unit = 'CNY' group by fund)
select f.fund as subject,
       case when o.amount > 0 then 0 when o.fund is not null and s.hi <= k.amount then 1 end as flag,
       case when o.fund is null then '没有管理人' else '尚有出资人未入账' end as missing
from funds f join size s on s.fund = f.fund left join own o on o.fund = f.fund left join known k on k.fund = f.fund
