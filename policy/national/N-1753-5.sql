-- rule: N-1753-5
-- zh: 每个会计年度结束后6个月内在全国政府投资基金信用信息登记系统更新上年数据
-- en: within six months after the fiscal year, last year's data go into the national registration system
-- clause: 发改财金规〔2025〕1753号第五条
-- source: N12
-- confidence: A
-- severity: due
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2026-01-12..
-- test: done <= due
-- note: 下一份应报的报告;已报的不再列出。期限由关系 reports_due 计算
-- note: the next report owed; what was filed is not listed. Days come from relation reports_due
select fund as subject, period as object, null as done, due,
       case when due is null then '期限' when provisional <> '' then '该年放假安排尚未公布,期限为暂定' end as missing
from reports_due where report = 'national_registration'
