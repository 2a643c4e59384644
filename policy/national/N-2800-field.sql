-- rule: N-2800-field
-- zh: 投资于约定领域的金额不低于基金募集规模或承诺出资额的60%
-- en: at least 60 % of what was raised or committed goes into the agreed field
-- clause: 发改财金规〔2016〕2800号《政府出资产业投资基金管理暂行办法》(经青海第十八条转述)
-- source: N3
-- confidence: B
-- severity: warn
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2016-12-30..
-- parameters: n2800_field_min
-- test: part/whole >= n2800_field_min
-- note: 以基金与企业登记的行业文字相同为约定领域。投资期内:领域外已超过40%的才是违反,领域内已满60%的才是通过
-- note: the same words for the sector are the agreed field. While the investment period runs only more than 40 % outside is a breach
with size as materialized
 (select t.fund, max(t.committed, coalesce(f.subscribed, f.registered, 0)) as whole
  from fund_total t join funds f on f.fund = t.fund where t.currency = 'CNY'),
 bought as materialized
 (select p.fund, sum(case when e.sector = f.sector then p.invested else 0 end) as inside,
         sum(case when e.sector <> f.sector and e.sector <> '' then p.invested else 0 end) as outside,
         sum(case when coalesce(e.sector, '') = '' then p.invested else 0 end) as unsaid
  from portfolio p join parties f on f.id = p.fund join parties e on e.id = p.enterprise group by p.fund),
 ended as materialized
 (select distinct fund from stages where stage in ('harvesting', 'extended', 'liquidating', 'liquidated') and date_first <= date('now'))
select s.fund as subject, case when coalesce(f.sector, '') = '' then null else coalesce(b.inside, 0) end as part_lo,
       case when coalesce(f.sector, '') = '' then null
            when n.fund is not null then coalesce(b.inside, 0) + coalesce(b.unsaid, 0)
            else max(s.whole - coalesce(b.outside, 0), coalesce(b.inside, 0)) end as part_hi,
       s.whole as whole_lo, s.whole as whole_hi,
       case when coalesce(f.sector, '') = '' then '基金约定领域(sector)' when n.fund is null then '投资期未结束,尚可投入约定领域'
            when b.unsaid > 0 then '所投企业的行业(sector)' end as missing
from size s join parties f on f.id = s.fund left join bought b on b.fund = s.fund left join ended n on n.fund = s.fund
where s.whole > 0
