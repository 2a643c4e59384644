-- commitments of those who are neither governments, mother funds nor state-owned, of all
select t.fund as subject,
       (select sum(p.committed) from positions p join parties i on i.id = p.investor
        where p.fund = t.fund and i.class not in ('government', 'mother_fund', 'soe', 'sub_fund', 'direct_fund')) as part_lo,
       (select sum(p.committed) from positions p join parties i on i.id = p.investor
        where p.fund = t.fund and i.class not in ('government', 'mother_fund', 'soe')) as part_hi,
       t.committed as whole, case when t.committed = 0 then '账目认缴' end as missing
from fund_total t where t.currency = 'CNY'
