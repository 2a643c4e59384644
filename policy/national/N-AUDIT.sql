-- rule: N-AUDIT
-- zh: 4月底前完成经审计的年度财务报告
-- en: audited accounts by the end of April
-- clause: 中国证券投资基金业协会 信息更新要求
-- source: S49
-- confidence: B
-- severity: due
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2020-01-01..
-- test: done <= due
-- note: 下一份应报的报告;已报的不再列出。期限由关系 reports_due 计算
-- note: the next report owed; what was filed is not listed. Days come from relation reports_due
select fund as subject, period as object, null as done, due,
       case when due is null then '期限' when provisional <> '' then '该年放假安排尚未公布,期限为暂定' end as missing
from reports_due where report = 'audited_accounts'
