-- rule: GD-55-2
-- zh: 管理费原则上从收益或利息列支,不从本金列支
-- en: the fee is paid from income or interest, in principle not from principal
-- clause: 粤财预〔2025〕55号(管理费)
-- source: S54
-- confidence: B
-- severity: warn
-- jurisdiction: 440000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2026-01-01..
-- test: flag
-- note: 尚无收益的可先从本金垫付、后补
-- note: where there is none yet principal may advance it, to be refilled
select f.fund as subject,
       case param('fact_fee_from_principal', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_fee_from_principal', f.fund, date('now')) is null
            then '请以 parameter.set fact_fee_from_principal 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_fee_from_principal' group by fund) e
  on e.fund = f.fund
