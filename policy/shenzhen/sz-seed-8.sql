-- rule: SZ-SEED-8
-- zh: 申报机构实缴资本不低于1000万元,或属指南所列其他主体
-- en: the applicant has paid-in capital of at least 10 million yuan, or is of another kind that the guide lists
-- clause: 深圳市科技创新种子基金申报指南(申报条件)
-- source: R15
-- confidence: A
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-SEED
-- valid: 2026-11-23..
-- parameters: seed_manager_capital_min
-- test: flag
-- note: 其他主体:境外机构、高校、实验室、孵化器、概念验证中心、中小试基地、区引导基金机构;来源未署日期,自核对之日起适用
-- note: others: foreign firms, universities, laboratories, incubators, proof-of-concept and pilot bases, a district’s guidance-fund body; the source has no date and is applied from the day on which it was looked at
select f.fund as subject,
       case when param('fact_applicant_of_listed_kind', f.fund, date('now')) = 1
              or param('fact_manager_paid_in_capital', f.fund, date('now')) >= param('seed_manager_capital_min', f.fund, date('now')) then 0
            when param('fact_applicant_of_listed_kind', f.fund, date('now')) = 0
             and param('fact_manager_paid_in_capital', f.fund, date('now')) < param('seed_manager_capital_min', f.fund, date('now')) then 1 end as flag,
       '请以 parameter.set 陈述 fact_manager_paid_in_capital 与 fact_applicant_of_listed_kind' as missing
from funds f
