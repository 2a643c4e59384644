-- rule: SZ-ANGEL-1b
-- zh: 天使子基金单个项目不超过5000万元
-- en: an angel sub-fund puts at most 50 million yuan into one project
-- clause: 深圳市科技创新局答复函(2025-10-29)(天使基金)
-- source: R14
-- confidence: A
-- severity: block
-- jurisdiction: 440300
-- classes: sub_fund
-- scheme: SZ-ANGEL
-- valid: 2025-10-29..
-- parameters: angel_project_max
-- test: measured <= angel_project_max
-- note: 账目的投资额准确,不会无法判定
-- note: investments of the ledger are exact: nothing is undetermined
select fund as subject, enterprise as object, invested_lo as measured_lo, invested_hi as measured_hi
from portfolio where invested_unit = 'CNY' and invested_hi > 0
