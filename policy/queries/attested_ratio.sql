-- one stated amount of another; let fact, fact_b
select f.fund as subject, case when param_unit('{fact}', f.fund, date('now')) = 'CNY' then param('{fact}', f.fund, date('now')) end as part,
       case when param_unit('{fact_b}', f.fund, date('now')) = 'CNY'
            then param('{fact_b}', f.fund, date('now')) end as whole,
       '{text}' as missing
from funds f
