-- rule: QH-30
-- zh: 对本办法施行前已设立的基金不再新增财政资金
-- en: no new government money into funds that existed before
-- clause: 《青海省省级政府投资基金管理办法》第三十条
-- source: R1
-- confidence: A
-- severity: block
-- jurisdiction: 630000
-- classes: mother_fund,direct_fund
-- valid: 2022-04-24..
-- test: flag
-- note: 财政资金取政府部门的实缴
-- note: government money is what parties of class government paid in
with before as (
  select p.fund, sum(p.paid_in_lo) as paid from positions p join parties g on g.id = p.investor
  where p.as_of = '2022-04-23' and g.class = 'government' group by p.fund),
after as (
  select p.fund, sum(p.paid_in_lo) as paid from positions p join parties g on g.id = p.investor
  where g.class = 'government' group by p.fund)
select f.fund as subject,
       case when f.established_last < '2022-04-24' then coalesce(a.paid, 0) > coalesce(b.paid, 0) end as flag,
       '基金设立日期未填' as missing
from funds f left join before b on b.fund = f.fund left join after a on a.fund = f.fund
where f.established_first is null or f.established_first < '2022-04-24'
