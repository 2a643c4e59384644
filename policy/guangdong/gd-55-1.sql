-- rule: GD-55-1
-- zh: 存续期满后不得收取管理费
-- en: no fee after the term ends
-- clause: 粤财预〔2025〕55号(管理费)
-- source: S54
-- confidence: B
-- severity: warn
-- jurisdiction: 440000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2026-01-01..
-- test: flag
-- note: 条号未见;文号只知年份,自次年起计
-- note: the article was not seen; only the year is known, counted from the next
select f.fund as subject,
       case param('fact_fee_after_term', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_fee_after_term', f.fund, date('now')) is null
            then '请以 parameter.set fact_fee_after_term 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_fee_after_term' group by fund) e
  on e.fund = f.fund
