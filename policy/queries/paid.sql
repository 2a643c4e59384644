-- paid: what is paid in: the greater of the ledger and what is stated (BASES.md)
paid as (
  select f.fund, max(coalesce(f.paid_in_lo, 0), coalesce(t.paid_in_lo, 0)) as lo,
         case when f.paid_in_unit is null then t.paid_in_hi
              when f.paid_in_hi is not null then max(f.paid_in_hi, coalesce(t.paid_in_hi, 0)) end as hi
  from funds f left join fund_total t on t.fund = f.fund and t.currency = 'CNY'
  where f.paid_in_unit is null or f.paid_in_unit = 'CNY')
