-- rule: AH-IT-2
-- zh: 退出期费率减半
-- en: the rate is halved in the exit period
-- clause: 安徽省新一代信息技术产业基金第三批子基金公告(2024年2月)(管理费)
-- source: R9
-- confidence: B
-- severity: warn
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-IT
-- valid: 2024-02-24..
-- parameters: it_exit_fee_factor
-- test: part/whole <= it_exit_fee_factor
-- note: 退出期基数为已投未退;延长期不收费
-- note: the base of the exit period is invested and not exited; no fee in an extension
select f.fund as subject, param('fact_exit_fee_rate', f.fund, date('now')) as part, param('fact_fee_rate', f.fund, date('now')) as whole,
       '请以 parameter.set 陈述 fact_fee_rate 与 fact_exit_fee_rate' as missing
from funds f
