-- a breach when any of three stated facts is so; let text, text_b, text_c
with asked(name) as (values ('{text}'), ('{text_b}'), ('{text_c}')),
told as (
  select f.fund, a.name, param(a.name, f.fund, date('now')) as value from funds f, asked a)
select fund as subject,
       case when max(value = 1) then 1 when count(value) = count(*) then 0 end as flag,
       '请以 parameter.set 陈述 ' || group_concat(case when value is null then name end, '、') as missing
from told group by fund
