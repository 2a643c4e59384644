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
-- note: 文号只知年份,自次年起计;让利与收益须陈述:让利流水不在汇总关系里
-- note: only the year is known, counted from the next; concessions and gains are attested, for no aggregated relation has them
select f.fund as subject, case when param_unit('fact_public_gains_conceded', f.fund, date('now')) = 'CNY' then param('fact_public_gains_conceded', f.fund, date('now')) end as part,
       case when param_unit('fact_public_gains', f.fund, date('now')) = 'CNY'
            then param('fact_public_gains', f.fund, date('now')) end as whole,
       '请以 parameter.set 陈述 fact_public_gains_conceded 与 fact_public_gains' as missing
from funds f
