-- paid in of committed
select fund as subject, paid_in as part, committed as whole, case when committed = 0 then '账目认缴' end as missing
from fund_total where currency = 'CNY'
