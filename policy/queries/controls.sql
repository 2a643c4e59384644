-- does a mother fund control a sub-fund, or found it alone?
with {size},
known as (select fund, count(*) as parties, sum(committed_lo) as amount from positions where committed_hi > 0 and committed_unit = 'CNY' group by fund)
select p.investor as subject, p.fund as object,
       case when param('fact_mother_controls', p.fund, date('now')) = 1 then 1
            when k.parties = 1 and s.hi = k.amount and s.lo = s.hi and coalesce(s.is_registered, 0) then 1
            when k.parties > 1 and param('fact_mother_controls', p.fund, date('now')) = 0 then 0 end as flag,
       '请以 parameter.set fact_mother_controls 陈述,并录入其余出资人' as missing
from positions p join parties m on m.id = p.investor join funds f on f.fund = p.fund join size s on s.fund = p.fund
join known k on k.fund = p.fund
where m.class = 'mother_fund' and f.class = 'sub_fund' and p.committed_hi > 0
