-- how large a fund is
with {size}
select fund as subject, lo as measured_lo, hi as measured_hi, case when lo = 0 then '规模未知' when lo is not hi then '规模未准确知悉' end as missing
from size
