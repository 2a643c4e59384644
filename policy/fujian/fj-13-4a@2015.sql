-- rule: FJ-13-4a
-- zh: 对单个企业的持股不超过其总股本的30%
-- en: at most 30 % of one company’s capital
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第十二条第(四)项
-- source: R3
-- confidence: A
-- severity: warn
-- jurisdiction: 350000
-- classes: sub_fund
-- valid: 2015-05-06..2016-07-11
-- parameters: fj_stake_max
-- test: measured <= fj_stake_max
-- note: 持股比例取最近一次所述
-- note: the share as it was last stated
with told as (
  select h.investor, h.enterprise, h.entry, h.share_lo, h.share_hi,
         row_number() over (partition by h.investor, h.enterprise order by h.share_lo is null, h.date_last desc, h.entry desc) as n
  from holdings h)
select t.investor as subject, t.enterprise as object, t.share_lo as measured_lo, t.share_hi as measured_hi,
       case when t.share_lo is null then '未录入持股比例' end as missing, cast(t.entry as text) as evidence
from told t left join portfolio p on p.fund = t.investor and p.enterprise = t.enterprise
where t.n = 1 and (p.cost_hi is null or p.cost_hi > 0)
