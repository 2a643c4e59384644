-- rule: NM-16
-- zh: 盟市母基金报自治区发展改革、财政部门备案
-- en: a mother of a league or city is filed with the region’s DRC and finance
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第十六条
-- source: R2
-- confidence: A
-- severity: due
-- jurisdiction: 150000
-- classes: mother_fund
-- valid: 2019-01-11..
-- test: flag
-- note: 条文未定天数
-- note: the clause sets no day
select f.fund as subject,
       case param('fact_filed_with_region', f.fund, date('now')) when 0 then 1 when 1 then 0 end as flag,
       case when param('fact_filed_with_region', f.fund, date('now')) is null
            then '请以 parameter.set fact_filed_with_region 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_filed_with_region' group by fund) e
  on e.fund = f.fund
where f.region <> '150000'
