-- rule: HI-17-2
-- zh: 政府出资为劣后级的,提请对照财预〔2015〕210号第十三条与名股实债禁令
-- en: government money as the junior tranche: to be reviewed against Cai Yu 2015 No. 210, article 13, and the ban on debt as equity
-- clause: 琼府〔2017〕54号《特色产业小镇发展基金设立方案》三(二)
-- source: R5
-- confidence: A
-- severity: warn
-- jurisdiction: 460000
-- classes: mother_fund,sub_fund,direct_fund
-- scheme: HI-17
-- valid: 2017-06-09..
-- test: flag
select f.fund as subject,
       case param('fact_junior_government', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_junior_government', f.fund, date('now')) is null
            then '请以 parameter.set fact_junior_government 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_junior_government' group by fund) e
  on e.fund = f.fund
