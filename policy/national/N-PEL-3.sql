-- rule: N-PEL-3
-- zh: 国有独资公司、国有企业、上市公司以及公益性的事业单位、社会团体不得成为普通合伙人
-- en: state-owned and listed companies, public institutions and associations are no general partners
-- clause: 《中华人民共和国合伙企业法》第三条
-- source: N16
-- confidence: A
-- severity: block
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2006-08-27..
-- test: flag
select r."in" as subject, r.party as object,
       case when p.class in ('soe', 'government') then 1
            when param('fact_gp_barred', r."in", date('now')) >= 1 then 1 when param('fact_gp_barred', r."in", date('now')) = 0 then 0 end as flag,
       '普通合伙人是否为国有企业、上市公司或公益组织;以 fact_gp_barred 陈述' as missing, cast(r.entry as text) as evidence
from roles r join parties p on p.id = r.party
where r.role = 'gp' and coalesce(r.state, 'stated') = 'stated' and (r.until_first is null or r.until_first > date('now'))
