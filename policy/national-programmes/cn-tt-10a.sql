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
with {size}
select p.fund as subject, p.investor as object, param('fact_invested_results', p.fund, date('now')) as part_lo,
       case when f.stage in ('harvesting', 'extended', 'liquidating', 'liquidated') then param('fact_invested_results', p.fund, date('now'))
            when s.hi is not null then param('fact_invested_results', p.fund, date('now')) + max(0, s.hi - s.invested) end as part_hi,
       min(p.paid_in_lo, p.committed_lo) as whole_lo, max(p.paid_in_hi, p.committed_hi) as whole_hi,
       case when param('fact_invested_results', p.fund, date('now')) is null then '请以 parameter.set fact_invested_results 陈述' end as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
where m.class = 'mother_fund' and p.committed_unit = 'CNY'
