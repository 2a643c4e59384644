#!/usr/bin/env bash
# The real example from rows to story: demo.sh BINARY BOOK. Removes only its own BOOK and what SQLite keeps beside it.
# Every printed figure is a source's figure or a named formula over cited rows: `weir why BOOK RELATION KEY COLUMN`.
set -eu
if [ "$#" -ne 2 ]; then
    echo "usage: demo.sh BINARY BOOK.weir" >&2
    exit 2
fi
binary=$1
book=$2
case $book in *.weir) ;; *) echo "demo.sh: the book must be named *.weir, not $book" >&2; exit 2 ;; esac
here=$(cd "$(dirname "$0")" && pwd)
as_of=2026-11-23
lang=${WEIR_LANG:-zh}
mkdir -p "$(dirname "$book")"
rm -f "$book" "$book-wal" "$book-shm"
rows=$(mktemp -d "$(dirname "$book")/demo-rows.XXXXXX")
trap 'rm -rf "$rows"' EXIT

"$binary" init "$book" --maker demo --name "示例录入" --lang "$lang" >/dev/null
PYTHONDONTWRITEBYTECODE=1 python3 "$here/build.py" "$rows"
for file in "$rows"/*.csv; do
    "$binary" import "$book" "$file" --lang "$lang" >"$rows/said" || { cat "$rows/said"; exit 3; }
done
"$binary" verify "$book" --lang "$lang"

heading() { printf '\n\n== %s\n   %s\n\n' "$1" "$2"; }
part() { printf '\n-- %s\n   %s\n\n' "$1" "$2"; }
show() { "$binary" show "$book" "$@" --as-of "$as_of" --unit 亿元 --lang "$lang"; }

heading "一、基金群有多大" "How large the clusters are, per basis: gross, net of double counting, what no source explains"
show cluster_size --columns cluster_name,basis,members,unsized,gross,net_top_down,net_bottom_up,unexplained,stated
part "先问谁(国家AI基金上方的大基金三期群、深圳引导基金群)" "whom to ask first, for two of them"
for cluster in cn-bigfund3-funds sz-guidance-cluster; do
    show cluster_unknowns --where cluster=$cluster --where basis=registered --limit 5 \
        --columns rank,ask_name,about,investor,now,width
done

heading "二、钱从哪里来,到哪里去" "Money traced, on the rows there are"
part "从财政部起,环环有数的最长一条" "from the Ministry of Finance, the longest chain whose every link carries an amount or a share"
show money_paths --where from=gov-mof --where complete=yes --sort -links --limit 1 \
    --columns path,links,complete,ends,share,amount,attributable
show money_links --where from=gov-mof --where to=e-kling \
    --columns link_no,investor,into,amount,share,share_how,date,confidence,source_row
part "深圳的两处断点。引导基金之上:只有合计数,不可再分" "Shenzhen's two stops. Above the guidance fund there is only an aggregate"
show money_paths --where from=gov-shenzhen-finance --columns path,links,ends,amount
part "引导基金之下:走到无凭证处为止" "below it: as far as a row leads"
show money_links --where from=sz-guidance-fund --where to=gba-vc-guidance \
    --columns link_no,investor,into,amount,share,share_how,date,confidence,source_row
show money_paths --where from=sz-guidance-fund --where to=gba-vc-guidance --columns path,links,complete,ends

part "穿透:财政部的钱在可灵有多少、经哪条链。所占可灵的比例无人述明,故为区间;金额只及所述的一笔" \
    "Looked through: how much of Kling is the ministry's, and by which chain. Nobody states the fund's share of Kling: an interval"
look() { "$binary" look "$book" "$@" --as-of "$as_of" --unit 亿元 --lang "$lang"; }
look gov-mof e-kling
part "反过来:国家AI基金里是谁的钱。三期以上未述明的部分归“未述出资人”" \
    "The other way: whose money is in the national AI fund. What nobody states goes to a holder of its own"
look cn-ai-fund --back

heading "三、2023年6月的承诺与其后的观测" "The promises of June 2023 against what was observed"
for program in sz-ai-2023 ah-ai-mother-2022 sh-private-inv-2023 bj-source-2023 baidu-wenxin-2023; do
    show targets --where program=$program --where 'target!=t035' --where 'target!=t036' \
        --columns target,indicator,comparator,value,deadline,verdict,reading,period,published,met_on,days,source_row,source_title
done
part "北京核心产业(t046)的全部读数:可采与否及理由" "every reading of t046: admissible or not, and why"
show readings --where target=t046 --columns entry,indicator,period,value,published,admissible,why_not,passes,chosen,source_row

part "从条例到方案、方向,以及条例自己的措施(深圳;两步以内)" \
    "From the regulation to plan and directions, and the regulation's own measures (Shenzhen, two steps)"
show policy_walk --where from=sz-ai-regulation-2022 --where 'depth<=2' --where 'link!=indicator' \
    --columns depth,upper,link,lower_class,lower_name,source_row
part "反过来:1000亿基金群这一目标由哪条措施、哪条条例而来" "The other way: the 100bn cluster, up to its measure and regulation"
show policy_walk --where to=t001 --columns depth,lower,lower_class,link,upper,upper_class,amount,verdict,source_row
part "安徽:方案 → 措施 → 工具 → 母基金、子基金 → 资金 → 指标 → 目标" \
    "Anhui: plan → measure → instrument → mother fund and sub-funds → money → indicator → target"
show policy_walk --where from=ah-ai-mother-2022 --where 'link!=indicator' --where 'lower!=t035' --where 'lower!=t036' \
    --columns depth,upper,link,lower,amount,reached,verdict,source_row
part "安徽的目标套目标:母基金60亿、子基金200亿,合为五年300亿;一项达成不等于整体达成" \
    "Anhui's promises within promises: 6bn and 20bn make 30bn in five years; a part that is met is not the whole"
show target_pace --where program=ah-ai-mother-2022 --where 'target!=t035' --where 'target!=t036' \
    --columns target,parent,depth,indicator,value,deadline,verdict,parent_verdict,reached,pace
part "有期限、有基线的目标:与直线相比" "Promises with a deadline and a baseline, against a straight line"
show target_pace --where 'expected!=' \
    --columns target,indicator,value,deadline,verdict,start,baseline,expected,reached,gap,gap_days,pace

heading "四、“20+8”清单的基金覆盖(2022年清单)" "Coverage of the 20+8 list of 2022, and funds outside it"
show coverage --where 'state!=none' --columns code,name,funds,state,which
part "清单中没有基金的产业集群" "listed clusters without a fund on any row"
show coverage --where state=none --columns code,name

heading "五、我们不知道什么" "What is not known"
show unknowns

heading "六、回报:公开资料里没有" "Returns: public facts hold none, and none are made up"
"$binary" perf "$book" --as-of "$as_of" --lang "$lang"
part "要有逐笔缴款、分配与净值才有回报。以下是按种子生成的合成账本,每张表都带标记" \
    "Returns need payments, distributions and values, entry by entry: a synthetic book has them, and says so on every table"
"$binary" generate "$rows/synthetic.weir" --seed 7 --events 3000 --lang "$lang" >/dev/null
"$binary" perf "$rows/synthetic.weir" manager --as-of 2025-12-31 --unit 亿元 --lang "$lang"
part "同一账本:两个净值之间的价值桥" "the same book: how a value became another"
"$binary" show "$rows/synthetic.weir" value_bridge --as-of 2025-12-31 --unit 亿元 --lang "$lang" --where closing!= \
    --columns fund,opening_on,closing_on,opening,contributed,distributed,realised,income,fees,unrealised,unexplained,closing

heading "七、规则怎么说" "What the rules say: every verdict with its clause; what nobody stated is undetermined, never a pass"
check() { "$binary" check "$book" --as-of "$as_of" --lang "$lang" "$@"; }
part "违反:凭公开资料一处也不能断定" "breaches: public facts prove none"
check --where outcome=breach --columns rule,subject,subject_name,object,outcome,severity,clause
part "通过的:同一政府在同一行业没有第二只基金" "what passes: one government has no second fund in one field"
check --rule N-210-dup --where outcome=pass --columns rule,subject,subject_name,outcome
part "无法判断的与所缺(深圳引导基金)" "undetermined, and what would have to be stated"
check --subject sz-guidance-fund --where outcome=undetermined --columns rule,outcome,missing --limit 8
part "假如录入这样一条草稿,哪些结论会变(虚拟,账本不动)" "a draft that is made up: what would change; the book is left alone"
cat >"$rows/draft.jsonl" <<'DRAFT'
{"kind":"parameter.set","name":"fact_minimum_return_promised","value":"1个","fund":"sz-seed-fund","reason":"虚拟草稿","date":"2026-11-20"}
DRAFT
check --with "$rows/draft.jsonl" --columns rule,subject,before,after,severity,clause
part "国家投向评价:一只基金的得分与缺口(分档未经官方确认,不能用于申报)" "the national card for one fund, with its gaps; not for a filing"
"$binary" score "$book" direction_2025 sz-guidance-fund --as-of "$as_of" --lang "$lang" --columns node,title,max,value,points,status,missing

printf '\n%s\n' "每个数字都可追到凭证:  $binary why $book cluster_size cn-bigfund3-funds/registered/reported net_top_down"
printf '%s\n' "Every figure leads back to its entries; the line above shows one."
