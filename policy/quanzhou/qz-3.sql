-- rule: QZ-3
-- zh: 返投:天使、创投类1倍,产业类1.5倍
-- en: reinvestment: 1 times for angel and venture, 1.5 times for industry
-- clause: 《泉州市产业股权投资基金管理规定》(2023年)(返投)
-- source: S57
-- confidence: B
-- severity: warn
-- jurisdiction: 350500
-- classes: sub_fund
-- valid: 2023-09-11..
-- parameters: qz_multiple_venture,qz_multiple_industry
-- test: part/whole >= limit
-- unit: times
-- note: 类别以 fact_venture_fund 陈述(1 天使或创投,0 产业),未陈述不能判定
-- note: the class is attested by fact_venture_fund (1 angel or venture, 0 industry); undetermined without it
with {size},
done as (
  select fund, investor, sum(counted_lo) as lo, sum(counted_hi) as hi from reinvestment_claims
  where counted_unit = 'CNY' group by fund, investor)
select p.fund as subject, p.investor as object, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0)
            when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       case when p.committed_unit = 'CNY' then min(p.paid_in_lo, p.committed_lo) end as whole_lo, case when p.committed_unit = 'CNY' then max(p.paid_in_hi, p.committed_hi) end as whole_hi, case param('fact_venture_fund', p.fund, date('now'))
            when 1 then param('qz_multiple_venture', p.fund, date('now')) when 0 then param('qz_multiple_industry', p.fund, date('now')) end as "limit",
       case when p.committed_unit <> 'CNY' then '非人民币,不折算'
            when coalesce(f.stage, '') not in ('harvesting', 'extended', 'liquidating', 'liquidated') then '仍可投资:未投部分能否补足尚不可知' end as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
left join done d on d.fund = p.fund and d.investor = p.investor
where m.class = 'mother_fund'
