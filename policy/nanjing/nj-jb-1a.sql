-- rule: NJ-JB-1a
-- zh: GP认缴不低于1%
-- en: the GP subscribes at least 1 %
-- clause: 南京江北新区扬子江科技产业投资基金公告(2025年5月,语序错乱)(出资)
-- source: R26
-- confidence: C
-- severity: info
-- jurisdiction: 320100
-- classes: sub_fund
-- scheme: NJ-JB
-- valid: 2025-06-01..
-- parameters: nj_gp_min
-- test: part/whole >= nj_gp_min
with {size},
manager as (
  select distinct "in" as fund, party from roles
  where role in ('manager', 'gp') and coalesce(state, 'stated') = 'stated' and (until is null or until_last >= date('now')))
select f.fund as subject,
       case when count(m.party) = 0 then null else coalesce(sum(p.committed_lo), 0) end as part, max(w.lo) as whole_lo, max(w.hi) as whole_hi,
       case when count(m.party) = 0 then '没有管理人' end as missing
from funds f join size w on w.fund = f.fund left join manager m on m.fund = f.fund
left join positions p on p.fund = f.fund and p.investor = m.party and p.committed_unit = 'CNY' group by f.fund
