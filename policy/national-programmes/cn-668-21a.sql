-- rule: CN-668-21a
-- zh: 受托管理机构注册资本不低于1亿元
-- en: the trustee’s capital is at least 100 million yuan
-- clause: 新兴产业创投计划(财建〔2011〕668号)第二十一条
-- source: R21
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund
-- scheme: CN-668
-- valid: 2011-08-17..
-- parameters: cn668_trustee_capital
-- test: measured >= cn668_trustee_capital
select f.fund as subject,
       case when param_unit('fact_trustee_capital', f.fund, date('now')) = 'CNY'
            then param('fact_trustee_capital', f.fund, date('now')) end as measured,
       case when param('fact_trustee_capital', f.fund, date('now')) is null
            then '请以 parameter.set fact_trustee_capital 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_trustee_capital' group by fund) e
  on e.fund = f.fund
