-- rule: NM-02
-- zh: 通过注资国有企业设立的基金不在本办法范围
-- en: a fund made by capital injection into a state-owned company is outside these measures
-- clause: 《内蒙古自治区政府投资基金管理暂行办法》第二条
-- source: R2
-- confidence: A
-- severity: info
-- jurisdiction: 150000
-- classes: mother_fund,sub_fund,direct_fund
-- valid: 2019-01-11..
-- test: flag
-- note: 国办发〔2025〕1号原则上将其纳入;本条仅提示,不影响其他规则
-- note: since 2025 the national line brings it in; this only tells, and changes no other rule
select f.fund as subject,
       case param('fact_soe_injection', f.fund, date('now')) when 1 then 1 when 0 then 0 end as flag,
       case when param('fact_soe_injection', f.fund, date('now')) is null
            then '请以 parameter.set fact_soe_injection 陈述' end as missing,
       e.entry as evidence
from funds f
left join (select fund, cast(max(entry) as text) as entry from parameters where name = 'fact_soe_injection' group by fund) e
  on e.fund = f.fund
