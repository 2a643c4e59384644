-- done: what went into enterprises of a region; of enterprises without one the upper end only; let region
done as (
  select p.fund, p.invested_unit as unit, sum(case when e.region like '{region}' then p.invested_lo else 0 end) as lo,
         sum(case when e.region like '{region}' or e.region is null then p.invested_hi else 0 end) as hi
  from portfolio p join parties e on e.id = p.enterprise group by p.fund, p.invested_unit)
