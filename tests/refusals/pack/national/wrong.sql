-- rule: WRONG
select 1
