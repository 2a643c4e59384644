-- rule: AH-IT-4
-- zh: 母基金不超过子基金实缴的20%,业绩优异并在本地服务的不超过30%
-- en: the mother has at most 20 % of paid-in, 30 % with a proven manager that serves locally
-- clause: 安徽省新一代信息技术产业基金第三批子基金公告(2024年2月)(出资比例)
-- source: R9
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-IT
-- valid: 2024-02-24..
-- parameters: it_share_max,it_share_max_proven
-- test: part/whole <= limit
-- unit: percent
-- note: 业绩与本地服务以 fact_proven_manager 陈述,未陈述按20%
-- note: proven results and local service are attested by fact_proven_manager; 20 % otherwise
with {paid}
select p.fund as subject, p.investor as object, p.paid_in_lo as part_lo, p.paid_in_hi as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when param('fact_proven_manager', p.fund, date('now')) = 1 then param('it_share_max_proven', p.fund, date('now'))
            else param('it_share_max', p.fund, date('now')) end as "limit"
from positions p join parties m on m.id = p.investor join paid w on w.fund = p.fund
where m.class = 'mother_fund' and p.paid_in_unit = 'CNY'
