-- cash that lies in the fund, of paid in
select c.fund as subject, max(c.balance, 0) as part, t.paid_in as whole, case when t.paid_in = 0 then '账目实缴' end as missing
from cash c join fund_total t on t.fund = c.fund and t.currency = c.currency where c.currency = 'CNY'
