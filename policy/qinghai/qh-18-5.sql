-- rule: QH-18-5
-- zh: 投资省内企业不低于母基金出资额的1.5倍
-- en: in-province enterprises get at least 1.5 times the mother’s contribution
-- clause: 《青海省省级政府投资基金管理办法》第十八条
-- source: R1
-- confidence: A
-- severity: warn
-- jurisdiction: 630000
-- classes: sub_fund
-- valid: 2022-04-24..
-- parameters: qh_multiple_min
-- test: part/whole >= qh_multiple_min
-- note: 母基金出资额未言认缴或实缴:取两者之间;按账目投资计,不待认定
-- note: whether contribution means committed or paid in is not said: anything between; investments of the ledger, recognised or not
with said as (
  select fund, case when subscribed_unit = 'CNY' then coalesce(subscribed_lo, 0)
                    when registered_unit = 'CNY' then coalesce(registered_lo, 0) end as lo,
         case when subscribed_unit = 'CNY' then subscribed_hi when registered_unit = 'CNY' then registered_hi end as hi,
         registered_unit = 'CNY' as is_registered, coalesce(registered_lo, 0) as registered_lo, registered_hi
  from funds),
size as (
  select s.fund, max(coalesce(s.lo, 0), coalesce(t.committed_lo, 0)) as lo,
         case when s.lo is null then t.committed_hi
              when s.hi is not null then max(s.hi, coalesce(t.committed_hi, 0)) end as hi,
         is_registered, registered_lo, registered_hi, coalesce(t.invested_lo, 0) as invested
  from said s left join fund_total t on t.fund = s.fund and t.currency = 'CNY'),
done as (
  select p.fund, p.invested_unit as unit, sum(case when e.region like '63%' then p.invested_lo else 0 end) as lo,
         sum(case when e.region like '63%' or e.region is null then p.invested_hi else 0 end) as hi
  from portfolio p join parties e on e.id = p.enterprise group by p.fund, p.invested_unit)
select p.fund as subject, p.investor as object, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       case when p.committed_unit = 'CNY' then min(p.paid_in_lo, p.committed_lo) end as whole_lo, case when p.committed_unit = 'CNY' then max(p.paid_in_hi, p.committed_hi) end as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算'
            when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
left join done d on d.fund = p.fund and d.unit = 'CNY'
where m.class = 'mother_fund'
