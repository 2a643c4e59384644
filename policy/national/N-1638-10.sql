-- rule: N-1638-10
-- zh: 政府认缴占基金规模的比例不低于10%的,才计为政府出资产业投资基金
-- en: government's subscription is at least 10 % of the fund: else it does not count as government-funded
-- clause: 发改财金规〔2019〕1638号
-- source: N6
-- confidence: C
-- severity: info
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2019-01-01..
-- parameters: n1638_government_min
-- test: part/whole >= n1638_government_min
-- note: 只计政府部门和母基金的直接认缴;中央批准的为5%,另行设定参数
-- note: direct subscriptions of governments and mother funds only; 5 % where approved centrally: set the parameter
select t.fund as subject, coalesce((select sum(p.committed) from positions p join parties i on i.id = p.investor
        where p.fund = t.fund and i.class in ('government', 'mother_fund')), 0) as part, t.committed as whole
from fund_total t where t.committed > 0
