-- rule: ZS-CH-1
-- zh: 对外投资不足当期出资的60%的,区级缓拨下一期
-- en: with less than 60 % of the current tranche invested the district defers the next one
-- clause: 中山《翠亨新区引导基金管理暂行办法》(2020年)(分期出资)
-- source: S62
-- confidence: A
-- severity: warn
-- jurisdiction: 442000
-- classes: sub_fund
-- scheme: ZS-CH
-- valid: 2021-01-01..
-- parameters: ch_tranche_min
-- test: part/whole >= ch_tranche_min
-- note: 2020年文件,日期不详:自次年起计
-- note: a document of 2020, the day is not known: counted from the next year
select f.fund as subject, case when param_unit('fact_tranche_invested', f.fund, date('now')) = 'CNY' then param('fact_tranche_invested', f.fund, date('now')) end as part,
       case when param_unit('fact_tranche_paid', f.fund, date('now')) = 'CNY'
            then param('fact_tranche_paid', f.fund, date('now')) end as whole,
       '请以 parameter.set 陈述 fact_tranche_invested 与 fact_tranche_paid' as missing
from funds f
