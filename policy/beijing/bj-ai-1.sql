-- rule: BJ-AI-1
-- zh: 引导基金出资不超过30亿元
-- en: the guidance fund brings at most 3 billion yuan
-- clause: 北京市人工智能产业投资基金(出资)
-- source: S126
-- confidence: B
-- severity: warn
-- jurisdiction: 110000
-- classes: mother_fund,sub_fund,direct_fund
-- scheme: BJ-AI
-- valid: 2026-11-23..
-- parameters: bjai_guidance_max
-- test: measured <= bjai_guidance_max
-- note: 账目认缴准确,不会无法判定;来源未署日期
-- note: commitments of the ledger are exact: nothing is undetermined; the source has no date
select p.fund as subject, p.investor as object, p.committed_lo as measured_lo, p.committed_hi as measured_hi
from positions p join parties m on m.id = p.investor where m.class = 'mother_fund' and p.committed_unit = 'CNY'
