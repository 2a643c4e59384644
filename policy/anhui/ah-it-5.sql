-- rule: AH-IT-5
-- zh: 被中基协处罚、返投未达标、投向偏离的可否决或采取措施
-- en: veto or other measures: banned by the AMAC, reinvestment not met, off direction
-- clause: 安徽省新一代信息技术产业基金第三批子基金公告(2024年2月)(一票否决)
-- source: R9
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-IT
-- valid: 2024-02-24..
-- test: flag
with asked(name) as (values ('fact_amac_banned'), ('fact_reinvestment_unmet'), ('fact_off_field')),
told as (
  select f.fund, a.name, param(a.name, f.fund, date('now')) as value from funds f, asked a)
select fund as subject,
       case when max(value = 1) then 1 when count(value) = count(*) then 0 end as flag,
       '请以 parameter.set 陈述 ' || group_concat(case when value is null then name end, '、') as missing
from told group by fund
