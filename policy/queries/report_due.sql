-- the next report that a fund owes; let report
select fund as subject, period as object, null as done, due,
       case when due is null then '期限' when provisional <> '' then '该年放假安排尚未公布,期限为暂定' end as missing
from reports_due where report = '{report}'
