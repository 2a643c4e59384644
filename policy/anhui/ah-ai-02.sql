-- rule: AH-AI-02
-- zh: 同一机构只能申报一只子基金
-- en: one institution applies for one sub-fund only
-- clause: 安徽省人工智能主题投资基金子基金公告(2023年1月)二(一)
-- source: R7
-- confidence: B
-- severity: block
-- jurisdiction: 340000
-- classes: sub_fund
-- scheme: AH-AI
-- valid: 2023-02-01..
-- parameters: applications_max
-- test: measured <= applications_max
-- note: 以入选子基金的管理人代申报机构
-- note: the manager of a selected sub-fund stands for the institution that applied
with recursive inside(who) as (
  select m.member from clusters c join members m on m.cluster = c.cluster
  where c.list = 'policy_scheme' and c.code = 'AH-AI' and m.until is null
  union select m.member from inside i join members m on m.cluster = i.who where m.until is null),
managed as (
  select r.party, r."in" as fund, max(r.entry) as entry from roles r join inside i on i.who = r."in" join funds f on f.fund = r."in"
  where r.role = 'manager' and f.class = 'sub_fund' and (r.until is null or r.until_last >= date('now')) group by r.party, r."in"),
total as (select party, count(*) as n, group_concat(entry) as entries from managed group by party)
select f.fund as subject, m.party as object, t.n as measured,
       case when m.party is null then '没有管理人' end as missing, t.entries as evidence
from funds f left join managed m on m.fund = f.fund left join total t on t.party = m.party
