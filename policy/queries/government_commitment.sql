-- what governments committed to a fund
with public as (
  select p.fund, sum(p.committed_lo) as lo, sum(p.committed_hi) as hi from positions p join parties g on g.id = p.investor
  where g.class = 'government' and p.committed_unit = 'CNY' group by p.fund)
select fund as subject, lo as measured_lo, hi as measured_hi from public
