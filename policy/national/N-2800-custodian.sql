-- rule: N-2800-custodian
-- zh: 基金应有托管人
-- en: a fund has a custodian
-- clause: 发改财金规〔2016〕2800号《政府出资产业投资基金管理暂行办法》
-- source: N3
-- confidence: B
-- severity: warn
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2016-12-30..
-- test: flag
-- note: 没有录入托管人不等于没有托管人:不能判定,故无违反的案例
-- note: no custodian in the book does not mean that there is none: never a breach
select p.fund as subject, case when exists (select 1 from roles r where r."in" = p.fund and r.role = 'custodian'
              and coalesce(r.state, 'stated') = 'stated' and (r.until_first is null or r.until_first > date('now'))) then 0 end as flag,
       '托管人;以 role.assigned role=custodian 录入' as missing,
       (select group_concat(r.entry) from roles r where r."in" = p.fund and r.role = 'custodian') as evidence
from progress p
where p.formed_first <= date('now')
