-- rule: NM-53
-- zh: 延期在基金到期前一年内申请
-- en: an extension is applied for within the year before the term ends
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第五十三条
-- source: R2
-- confidence: A
-- severity: due
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- parameters: extension_window_months
-- test: flag
-- note: 期满日 = 设立日 + 陈述的存续年数
-- note: the end is the day it was formed plus the attested years
with term as (
  select p.fund, min(date(p.formed_last, '+' || (12 * param('fact_life_years', p.fund, date('now'))) || ' months'), date(p.formed_last, 'start of month', '+' || ((12 * param('fact_life_years', p.fund, date('now'))) + 1) || ' months', '-1 day')) as ends from progress p where p.formed_first = p.formed_last),
applied as (
  select fund, min(date_first) as day, cast(min(entry) as text) as entry from parameters
  where name = 'fact_extension_applied' and value = 1 and fund is not null group by fund)
select a.fund as subject,
       case when t.ends is null then null
            else a.day > t.ends or a.day < date(t.ends, '-' || param('extension_window_months', a.fund, date('now')) || ' months') end as flag,
       '请陈述 fact_life_years 并录入设立日' as missing, a.entry as evidence
from applied a left join term t on t.fund = a.fund
