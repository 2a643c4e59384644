-- rule: HF-1
-- zh: 母基金占比:天使类50%、种子初创类40%、成长成熟类20%
-- en: the mother has at most 50 % of angel, 40 % of seed and start-up, 20 % of growth and mature funds
-- clause: 合肥市优化股权投资发展环境政策:市政府引导母基金(出资比例)
-- source: S60
-- confidence: A
-- severity: block
-- jurisdiction: 340100
-- classes: sub_fund
-- scheme: HF
-- valid: 2026-11-23..
-- parameters: hf_share_angel,hf_share_seed,hf_share_growth
-- test: part/whole <= limit
-- unit: percent
-- note: 重点产业链可更高:以 parameter.set 另定;来源未署日期
-- note: key chains may have more: set it for that fund; the source has no date
with {size}
select p.fund as subject, p.investor as object, p.committed_lo as part_lo, p.committed_hi as part_hi, s.lo as whole_lo, s.hi as whole_hi,
       case param('fact_fund_kind', p.fund, date('now')) when 1 then param('hf_share_angel', p.fund, date('now'))
            when 2 then param('hf_share_seed', p.fund, date('now')) when 3 then param('hf_share_growth', p.fund, date('now')) end as "limit",
       case when param('fact_fund_kind', p.fund, date('now')) is null then '请以 parameter.set fact_fund_kind 陈述(1 天使 2 种子初创 3 成长成熟)' end as missing
from positions p join parties m on m.id = p.investor join size s on s.fund = p.fund
where m.class = 'mother_fund' and p.committed_unit = 'CNY'
