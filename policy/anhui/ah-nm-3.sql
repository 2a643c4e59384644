-- rule: AH-NM-3
-- zh: 认定清单第1至4项不低于省财金穿透实缴的1.2倍
-- en: categories 1 to 4 of the recognition list are at least 1.2 times the look-through paid-in of the provincial finance company
-- clause: 安徽省新材料产业主题基金黄山子基金公告(2024年2月)(返投)
-- source: R10
-- confidence: C
-- severity: info
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-NM
-- valid: 2024-03-01..
-- parameters: nm_fiscal_multiple_min
-- test: part/whole >= nm_fiscal_multiple_min
-- note: 认定条款须写“认定清单第N项”;清单第2项以后内容未见
-- note: the clause of a recognition says 认定清单第N项; the list after item 2 was not seen
with {size},
sorted as (
  select fund, counted_lo, counted_hi,
         clauses glob '*认定清单第[1-4]项*' as is_in, clauses glob '*认定清单第[5-9]项*' as is_other,
         clauses glob '*认定清单第[0-9]*项*' as is_said
  from reinvestment_claims where counted_unit = 'CNY'),
done as (
  select fund, sum(case when is_in and not is_other then counted_lo else 0 end) as lo,
         sum(case when is_in or not is_said then counted_hi else 0 end) as hi from sorted group by fund)
select f.fund as subject, coalesce(d.lo, 0) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then coalesce(d.hi, 0) when s.hi is not null then coalesce(d.hi, 0) + max(0, s.hi - s.invested) end as part_hi,
       case when param_unit('fact_lookthrough_fiscal_paid_in', f.fund, date('now')) = 'CNY'
            then param('fact_lookthrough_fiscal_paid_in', f.fund, date('now')) end as whole,
       case when param('fact_lookthrough_fiscal_paid_in', f.fund, date('now')) is null
            then '请以 parameter.set fact_lookthrough_fiscal_paid_in 陈述'
            when d.lo < d.hi then '有申报的认定条款跨类或未写清单项目' end as missing
from funds f join size s on s.fund = f.fund left join done d on d.fund = f.fund
