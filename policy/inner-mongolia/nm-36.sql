-- rule: NM-36
-- zh: 政府出资占比低于5%的,不派政府方董事
-- en: below 5 % of government money there is no government director
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第三十六条
-- source: R2
-- confidence: A
-- severity: warn
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: director_share_floor
-- test: flag
with {size},
public as (
  select p.fund, sum(p.committed_lo) as lo, sum(p.committed_hi) as hi from positions p join parties g on g.id = p.investor
  where g.class = 'government' and p.committed_unit = 'CNY' group by p.fund)
select p.fund as subject,
       case when p.lo * 1000000 >= s.hi * param('director_share_floor', p.fund, date('now'))
              or param('fact_government_director', p.fund, date('now')) = 0 then 0
            when param('fact_government_director', p.fund, date('now')) = 1
             and p.hi * 1000000 < s.lo * param('director_share_floor', p.fund, date('now')) then 1 end as flag,
       '请以 parameter.set fact_government_director 陈述,并录入基金规模' as missing
from public p join size s on s.fund = p.fund
