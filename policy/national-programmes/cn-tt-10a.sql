-- rule: CN-TT-10a
-- zh: 且不低于引导基金出资额的3倍
-- en: and at least 3 times the fund’s contribution
-- clause: 国家科技成果转化引导基金(财教〔2021〕176号)第十条
-- source: R19
-- confidence: A
-- severity: warn
-- jurisdiction: 100000
-- classes: sub_fund
-- scheme: CN-TT
-- valid: 2021-10-24..
-- parameters: tt_results_multiple
-- test: part/whole >= tt_results_multiple
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
  from said s left join fund_total t on t.fund = s.fund and t.currency = 'CNY')
select p.fund as subject, p.investor as object, param('fact_invested_results', p.fund, date('now')) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then param('fact_invested_results', p.fund, date('now'))
            when s.hi is not null then param('fact_invested_results', p.fund, date('now')) + max(0, s.hi - s.invested) end as part_hi,
       min(p.paid_in_lo, p.committed_lo) as whole_lo, max(p.paid_in_hi, p.committed_hi) as whole_hi,
       case when param('fact_invested_results', p.fund, date('now')) is null then '请以 parameter.set fact_invested_results 陈述' end as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
where m.class = 'mother_fund' and p.committed_unit = 'CNY'
