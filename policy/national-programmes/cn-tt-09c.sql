-- rule: CN-TT-09c
-- zh: 引导基金不为第一大股东
-- en: the fund is not the first shareholder
-- clause: 国家科技成果转化引导基金(财教〔2021〕176号)第九条
-- source: R19
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: sub_fund
-- scheme: CN-TT
-- valid: 2021-10-24..
-- test: flag
-- note: 并列第一不作为第一大股东
-- note: to be first together with another is not taken for being the first
with {size},
other as (
  select p.fund, p.investor, max(case when o.investor <> p.investor then o.committed_lo end) as most, sum(o.committed_lo) as known
  from positions p join positions o on o.fund = p.fund where o.committed_unit = 'CNY' group by p.fund, p.investor)
select p.fund as subject, p.investor as object,
       case when p.committed_hi < o.most then 0 when s.hi is null then null
            when p.committed_lo > max(coalesce(o.most, 0), s.hi - o.known) then 1
            when p.committed_hi = o.most and s.hi <= o.known then 0 end as flag,
       '尚有出资人未入账' as missing
from positions p join parties m on m.id = p.investor join other o on o.fund = p.fund and o.investor = p.investor join size s on s.fund = p.fund
where m.class = 'mother_fund' and p.committed_unit = 'CNY'
