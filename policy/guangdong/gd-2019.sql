-- rule: GD-2019
-- zh: 让利不超过财政出资部分的收益(最高全部)
-- en: what is conceded is at most all gains of the fiscal part
-- clause: 粤府〔2019〕1号(让利)
-- source: R31
-- confidence: A
-- severity: warn
-- jurisdiction: 440000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2020-01-01..
-- parameters: gd_concession_max
-- test: part/whole <= gd_concession_max
-- note: 文号只知年份,自次年起计
-- note: only the year is known, counted from the next
with given as (
  select object as fund, sum(amount_lo) as lo, sum(amount_hi) as hi, group_concat(entry) as entries from journal
  where kind = 'concession.granted' and reversed_by is null and amount_unit = 'CNY' group by object)
select g.fund as subject, g.lo as part_lo, g.hi as part_hi,
       case when param_unit('fact_public_gains', g.fund, date('now')) = 'CNY' then param('fact_public_gains', g.fund, date('now')) end as whole,
       case when param('fact_public_gains', g.fund, date('now')) is null then '请以 parameter.set fact_public_gains 陈述财政出资部分的收益' end as missing,
       g.entries as evidence
from given g
