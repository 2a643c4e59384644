-- rule: AH-AI-03
-- zh: 子基金注册在安徽省(与国家级基金合作的除外)
-- en: sub-funds are registered in Anhui, joint funds with a national fund excepted
-- clause: 安徽省人工智能主题投资基金子基金公告(2023年1月)二(二)1-2
-- source: R7
-- confidence: B
-- severity: block
-- jurisdiction: 340000
-- classes: mother_fund
-- scheme: AH-AI
-- valid: 2023-02-01..
-- test: flag
select p.investor as subject, p.fund as object,
       case when f.region like '34%' or param('fact_joint_with_national_fund', p.fund, date('now')) = 1 then 0
            when f.region is not null and param('fact_joint_with_national_fund', p.fund, date('now')) = 0 then 1 end as flag,
       case when f.region is null then '子基金地区未填' else '请以 parameter.set fact_joint_with_national_fund 陈述' end as missing
from positions p join funds f on f.fund = p.fund where f.class = 'sub_fund' and p.committed_hi > 0
