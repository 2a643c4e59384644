-- rule: CN-TT-09a
-- zh: 引导基金不超过子基金总额的30%
-- en: the fund has at most 30 % of a sub-fund
-- clause: 国家科技成果转化引导基金(财教〔2021〕176号)第九条
-- source: R19
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: sub_fund
-- scheme: CN-TT
-- valid: 2021-10-24..
-- parameters: tt_share_max
-- test: part/whole <= tt_share_max
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
select p.fund as subject, p.investor as object, case when p.committed_unit = 'CNY' then p.committed_lo end as part_lo,
       case when p.committed_unit = 'CNY' then p.committed_hi end as part_hi, w.lo as whole_lo, w.hi as whole_hi,
       case when p.committed_unit <> 'CNY' then '非人民币,不折算' when w.lo = 0 or w.lo is not w.hi then '基金规模未准确知悉' end as missing
from positions p join parties m on m.id = p.investor join size w on w.fund = p.fund
where m.class = 'mother_fund'
