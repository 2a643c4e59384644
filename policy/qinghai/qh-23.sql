-- rule: QH-23
-- zh: 母基金延期须经省政府批准
-- en: an extension of the mother needs approval by the province
-- clause: 《青海省省级政府投资基金管理办法》第二十三条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund
-- valid: 2022-04-24..
-- test: flag
select f.fund as subject,
       case param('fact_extension_approved', f.fund, date('now')) when 0 then 1 when 1 then 0 end as flag,
       case when param('fact_extension_approved', f.fund, date('now')) is null
            then '请以 parameter.set fact_extension_approved 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_extension_approved' group by fund) e
  on e.fund = f.fund
where f.stage = 'extended'
