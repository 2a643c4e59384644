-- rule: GD-55-3
-- zh: 不得设置内部基准收益率
-- en: no internal benchmark return may be set
-- clause: 粤财预〔2025〕55号(评价)
-- source: S54
-- confidence: B
-- severity: warn
-- jurisdiction: 440000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2026-01-01..
-- test: flag
select f.fund as subject,
       case param('fact_internal_benchmark_return', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_internal_benchmark_return', f.fund, date('now')) is null
            then '请以 parameter.set fact_internal_benchmark_return 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_internal_benchmark_return' group by fund) e
  on e.fund = f.fund
