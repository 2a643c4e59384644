-- rule: NM-15
-- zh: 设立申请七项材料齐备
-- en: the seven documents of the set-up file are there
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第十五条
-- source: R2
-- confidence: A
-- severity: block
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: setup_documents_min
-- test: measured >= setup_documents_min
select f.fund as subject,
       case when param_unit('fact_setup_documents', f.fund, date('now')) = 'count'
            then param('fact_setup_documents', f.fund, date('now')) end as measured,
       case when param('fact_setup_documents', f.fund, date('now')) is null
            then '请以 parameter.set fact_setup_documents 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_setup_documents' group by fund) e
  on e.fund = f.fund
