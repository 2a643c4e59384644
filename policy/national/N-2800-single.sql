-- rule: N-2800-single
-- zh: 对单个企业的投资额不超过基金资产总值的20%
-- en: what is put into one enterprise is at most 20 % of the fund's total assets
-- clause: 发改财金规〔2016〕2800号《政府出资产业投资基金管理暂行办法》(经青海第十八条、内蒙古第三十七条、福建第十三条转述)
-- source: N3
-- confidence: B
-- severity: warn
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2016-12-30..
-- parameters: n2800_single_max
-- test: part/whole <= n2800_single_max
-- note: 基金资产总值由 fact_total_assets 陈述(policy/BASES.md);投资额取剩余成本。条文原文未见,B级
-- note: total assets as stated (policy/BASES.md), what is still in the enterprise; the article itself was not read, B
select p.fund as subject, p.enterprise as object, p.cost_lo as part_lo, p.cost_hi as part_hi,
       param('fact_total_assets', p.fund, date('now')) as whole_lo, param('fact_total_assets', p.fund, date('now')) as whole_hi,
       case when param('fact_total_assets', p.fund, date('now')) is null then '基金资产总值;以 fact_total_assets 陈述' end as missing,
       (select group_concat(entry) from parameters where name = 'fact_total_assets' and fund = p.fund) as evidence
from portfolio p
where p.cost_hi is null or p.cost_hi > 0
