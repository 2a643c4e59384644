-- rule: AH-HS-1a
-- zh: 管理机构实缴不低于1%
-- en: the manager pays in at least 1 %
-- clause: 黄山市新兴产业引导基金公告(2023年)(管理机构)
-- source: R11
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-HS
-- valid: 2023-08-12..
-- parameters: hs_gp_min
-- test: part/whole >= hs_gp_min
with {paid},
manager as (
  select distinct "in" as fund, party from roles
  where role in ('manager', 'gp') and coalesce(state, 'stated') = 'stated' and (until is null or until_last >= date('now')))
select f.fund as subject,
       case when count(m.party) = 0 then null else coalesce(sum(p.paid_in_lo), 0) end as part, max(w.lo) as whole_lo, max(w.hi) as whole_hi,
       case when count(m.party) = 0 then '没有管理人' end as missing
from funds f join paid w on w.fund = f.fund left join manager m on m.fund = f.fund
left join positions p on p.fund = f.fund and p.investor = m.party and p.paid_in_unit = 'CNY' group by f.fund
