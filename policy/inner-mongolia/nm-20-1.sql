-- rule: NM-20-1
-- zh: 政府出资50亿元及以上的,由国家发展改革委评审
-- en: from 5 billion yuan of government money the NDRC reviews
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第二十条
-- source: R2
-- confidence: A
-- severity: info
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: ndrc_review_from
-- test: measured < ndrc_review_from
-- note: 政府认缴以账目计,不会无法判定;无政府认缴则不列
-- note: government commitments are exact in the ledger, so nothing is undetermined: without one there is no row
with public as (
  select p.fund, sum(p.committed_lo) as lo, sum(p.committed_hi) as hi from positions p join parties g on g.id = p.investor
  where g.class = 'government' and p.committed_unit = 'CNY' group by p.fund)
select fund as subject, lo as measured_lo, hi as measured_hi from public
