-- the multiple that is asked for, as a percentage of the contribution; a duty that nobody stated is not known
select f.id as subject, 100 * r.most as measured,
       case when r.most is null then '返投倍数(parameter.set reinvestment_multiple_of_…);没有要求的以 0% 陈述' end as missing
from parties f left join
     (select fund, max(parameter) as most from reinvestment where parameter_unit = 'times' group by fund) r on r.fund = f.id
where f.class in ('mother_fund', 'sub_fund', 'direct_fund')
  and not exists (select 1 from reinvestment o where o.fund = f.id and coalesce(o.parameter_unit, '') <> 'times')
