-- rule: SH-FUT-1
-- zh: 子基金注册在上海;投境外标的或本基金认缴不超过20%的除外
-- en: a sub-fund is registered in Shanghai, unless it invests in foreign targets or the fund has at most 20 %
-- clause: 上海未来产业基金子基金公告(2025年1月)(注册地)
-- source: R24
-- confidence: A
-- severity: block
-- jurisdiction: 310000
-- classes: mother_fund
-- scheme: SH-FUT
-- valid: 2025-02-01..
-- parameters: shfut_share_free
-- test: flag
with {size}
select p.investor as subject, p.fund as object,
       case when f.region like '31%' or param('fact_foreign_targets', p.fund, date('now')) = 1
              or (s.lo > 0 and p.committed_hi * 1000000 <= s.lo * param('shfut_share_free', p.fund, date('now'))) then 0
            when f.region is not null and param('fact_foreign_targets', p.fund, date('now')) = 0
             and p.committed_lo * 1000000 > s.hi * param('shfut_share_free', p.fund, date('now')) then 1 end as flag,
       case when f.region is null then '子基金地区未填' else '请以 parameter.set fact_foreign_targets 陈述' end as missing
from positions p join funds f on f.fund = p.fund join size s on s.fund = p.fund
where f.class = 'sub_fund' and p.committed_hi > 0
