-- rule: N-762-22
-- zh: 募集完毕后20个工作日内备案
-- en: filed within 20 working days after the raise is complete
-- clause: 国务院令第762号《私募投资基金监督管理条例》第二十二条
-- source: N8
-- confidence: A
-- severity: due
-- jurisdiction: 100000
-- classes: mother_fund,direct_fund,sub_fund
-- valid: 2023-09-01..
-- parameters: n762_filing_workdays
-- test: flag
-- note: 账本没有募集完毕日;募集不早于设立完毕,故设立后20个工作日内备案的一定通过,其余不能判定
-- note: the book has no day on which the raise was complete; it is not before formation, so what was filed within 20 working days of that passes for certain; never a breach
select p.fund as subject,
       case when f.filed is null then null when workdays(p.formed_last, f.filed) <= param('n762_filing_workdays', p.fund, date('now')) then 0 end as flag,
       case when f.filed is null then '备案日;以 fund.staged stage=filed 录入' else '募集完毕日:设立后超过20个工作日备案,是否迟延取决于募集何时完毕' end as missing,
       f.entries as evidence
from progress p left join (select fund, min(date_last) as filed, group_concat(entry) as entries from stages where stage = 'filed' group by fund) f on f.fund = p.fund
where p.formed_first >= '2023-09-01' and p.formed_first <= date('now')
