-- rule: JS-8
-- zh: 省内投资额不低于各级政府出资总额
-- en: in-province money is at least the total of government contributions
-- clause: 江苏省战略性新兴产业母基金设区市产业专项母基金申报及运作指引(2025年9月版)(返投)
-- source: S56
-- confidence: A
-- severity: warn
-- jurisdiction: 320000
-- classes: mother_fund
-- scheme: JS-CITY
-- valid: 2025-10-01..
-- parameters: js_multiple_min
-- test: part/whole >= js_multiple_min
-- note: 投入子基金的资金最终投向何处未计:只计入上限
-- note: where money in sub-funds went in the end is not told apart: it stands in the upper end only
-- let: region = 32%
with {size},
{local},
public as (
  select p.fund, sum(case when m.class in ('government', 'mother_fund') then p.committed_lo else 0 end) as lo,
         sum(case when m.class in ('government', 'mother_fund', 'platform', 'other') then p.committed_hi else 0 end) as hi, sum(p.committed_lo) as known
  from positions p join parties m on m.id = p.investor where p.committed_unit = 'CNY' group by p.fund)
select f.fund as subject, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0) + coalesce(t.into_funds_hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       g.lo as whole_lo, case when s.hi is not null then g.hi + max(0, s.hi - g.known) end as whole_hi,
       case when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from funds f join size s on s.fund = f.fund join public g on g.fund = f.fund left join done d on d.fund = f.fund and d.unit = 'CNY'
left join fund_total t on t.fund = f.fund and t.currency = 'CNY' where g.hi > 0
