#!/usr/bin/env bash
# The real example from rows to story: demo.sh BINARY BOOK. Removes only its own BOOK and what SQLite keeps beside it.
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
mkdir -p "$(dirname "$book")"
rm -f "$book" "$book-wal" "$book-shm"
rows=$(mktemp -d "$(dirname "$book")/demo-rows.XXXXXX")
trap 'rm -rf "$rows"' EXIT

"$binary" init "$book" --maker demo --name "示例录入"
PYTHONDONTWRITEBYTECODE=1 python3 "$here/build.py" "$rows"
for file in "$rows"/*.csv; do
    "$binary" import "$book" "$file"
done
"$binary" verify "$book"

heading() { printf '\n== %s\n   %s\n\n' "$1" "$2"; }
part() { printf '\n-- %s · %s\n' "$1" "$2"; }
show() { "$binary" show "$book" "$@" --as-of "$as_of"; }

heading "一、基金群有多大" "How large the clusters are: gross, net of double counting, by basis; what would narrow it most"
show cluster_size --unit 亿元
part "先问谁" "whom to ask first"
show cluster_unknowns --unit 亿元 --limit 12

heading "二、钱从哪里来,到哪里去" "Money traced"
part "财政部 → 大基金三期 → 国家人工智能基金 → 可灵" "from the Ministry of Finance to Kling"
show money_paths --where from=gov-mof --where to=e-kling --unit 亿元
part "深圳市财政:合计数止于13只引导基金(c034)" "Shenzhen's treasury: c034 is one sum over 13 funds, so no path leads through it"
show money_paths --where from=gov-shenzhen-finance --unit 亿元
show aggregates --where investor=gov-shenzhen-finance --unit 亿元
part "深圳市引导基金以下:至粤港澳基金为止,其下无行可查" "below the guidance fund: no row goes below the GBA fund"
show money_paths --where from=sz-guidance-fund --where to=gba-vc-guidance --unit 亿元

heading "三、2023年6月的承诺与其后的观测" "The promises of June 2023, and what was observed"
show targets --where program=sz-ai-2023
show targets --where program=ah-ai-mother-2022 --where 'target!=t035' --where 'target!=t036'
show targets --where program=sh-private-inv-2023
show targets --where program=bj-source-2023
show targets --where program=baidu-wenxin-2023
part "逐条读数:可采与否及理由" "each reading: admissible or not, and why"
for target in t001 t002 t031 t032 t033 t034 t042 t046 t047 t048 t056; do
    show readings --where "target=$target"
done

heading "四、“20+8”清单的基金覆盖" "Coverage of the 20+8 list of 2022, and funds outside it"
show coverage

heading "五、我们不知道什么" "What is not known"
show unknowns
