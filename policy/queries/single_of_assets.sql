-- what is still in one enterprise, of the total assets as stated
select p.fund as subject, p.enterprise as object, case when p.cost_unit = 'CNY' then p.cost_lo end as part_lo,
       case when p.cost_unit = 'CNY' then p.cost_hi end as part_hi,
       case when param_unit('fact_total_assets', p.fund, date('now')) = 'CNY'
            then param('fact_total_assets', p.fund, date('now')) end as whole,
       case when p.cost_unit <> 'CNY' then '非人民币,不折算'
            when param('fact_total_assets', p.fund, date('now')) is null
            then '请以 parameter.set fact_total_assets 陈述资产总值' end as missing
from portfolio p where p.cost_hi > 0
