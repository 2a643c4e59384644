-- rule: SH-2025-1
-- zh: 乡镇政府不得设立政府投资基金
-- en: township governments set up no fund
-- clause: 《上海市政府投资基金管理办法(试行)》(2025年)(设立)
-- source: R25
-- confidence: B
-- severity: block
-- jurisdiction: 310000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2025-10-01..
-- test: flag
select f.fund as subject,
       case param('fact_township_founded', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_township_founded', f.fund, date('now')) is null
            then '请以 parameter.set fact_township_founded 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_township_founded' group by fund) e
  on e.fund = f.fund
