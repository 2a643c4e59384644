-- rule: CN-2800-single
-- zh: 对单个企业的投资额不超过基金认缴总额的 20%
-- en: what is put into one enterprise is at most 20 % of what the fund has raised
-- clause: 发改财金规〔2016〕2800号
-- source: CN-2800
-- confidence: B
-- severity: warn
-- jurisdiction: 100000
-- valid: 2017-04-01..
-- classes: sub_fund,direct_fund
-- parameters: single_project_cap
-- test: part/whole <= single_project_cap
-- note: 以账目认缴总额为资产总值
-- note: what was committed by the ledger is taken for the assets
select p.fund as subject, p.enterprise as object, p.invested as part,
       (select sum(t.committed) from positions t where t.fund = p.fund) as whole
from portfolio p
