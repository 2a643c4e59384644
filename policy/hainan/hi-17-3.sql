-- rule: HI-17-3
-- zh: 不得主要用于房地产开发
-- en: not mainly for housing development
-- clause: 琼府〔2017〕54号《特色产业小镇发展基金设立方案》三(七)
-- source: R5
-- confidence: A
-- severity: warn
-- jurisdiction: 460000
-- classes: mother_fund,sub_fund,direct_fund
-- scheme: HI-17
-- valid: 2017-06-09..
-- test: flag
select f.fund as subject,
       case param('fact_housing_development', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_housing_development', f.fund, date('now')) is null
            then '请以 parameter.set fact_housing_development 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_housing_development' group by fund) e
  on e.fund = f.fund
