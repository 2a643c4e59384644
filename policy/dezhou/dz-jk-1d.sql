-- rule: DZ-JK-1d
-- zh: 让利只限收益,不得让渡本金
-- en: what is conceded comes out of gains, never principal
-- clause: 德州经济技术开发区新旧动能转换基金办法(让利)
-- source: R30
-- confidence: B
-- severity: warn
-- jurisdiction: 371400
-- classes: sub_fund,mother_fund
-- scheme: DZ-JK
-- valid: 2026-11-23..
-- test: flag
-- note: 来源未署日期:自核对之日2026-11-23起适用
-- note: the source has no date: applied from 2026-11-23, when it was looked at
select f.fund as subject,
       case param('fact_principal_conceded', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_principal_conceded', f.fund, date('now')) is null
            then '请以 parameter.set fact_principal_conceded 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_principal_conceded' group by fund) e
  on e.fund = f.fund
