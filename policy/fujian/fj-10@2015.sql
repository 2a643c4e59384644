-- rule: FJ-10
-- zh: 对子基金参股不控股,不独自发起设立
-- en: in a sub-fund it holds a share, not control, and is never the sole founder
-- clause: 《福建省产业股权投资基金管理办法(试行)》(2015年)第九条
-- source: R3
-- confidence: A
-- severity: block
-- jurisdiction: 350000
-- classes: mother_fund
-- valid: 2015-05-06..2016-07-11
-- test: flag
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
known as (select fund, count(*) as parties, sum(committed_lo) as amount from positions where committed_hi > 0 and committed_unit = 'CNY' group by fund)
select p.investor as subject, p.fund as object,
       case when param('fact_mother_controls', p.fund, date('now')) = 1 then 1
            when k.parties = 1 and s.hi = k.amount and s.lo = s.hi and coalesce(s.is_registered, 0) then 1
            when k.parties > 1 and param('fact_mother_controls', p.fund, date('now')) = 0 then 0 end as flag,
       '请以 parameter.set fact_mother_controls 陈述,并录入其余出资人' as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
join known k on k.fund = p.fund
where m.class = 'mother_fund' and f.class = 'sub_fund' and p.committed_hi > 0
