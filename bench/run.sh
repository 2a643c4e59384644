#!/usr/bin/env bash
# Speed beside a limit, in interleaved runs: the ratio counts, seconds are only told. run.sh [ROWS [RUNS]]
# Anchors are the frozen programs of ../shared/bench, compiled as they are; their sha256 is printed. Where they are
# absent the ratio cannot be had and the script says so.
set -eu
cd "$(dirname "$0")/.."
rows=${1:-1000000}; runs=${2:-3}; out=build/bench; anchors=${WEIR_SHARED:-../shared}/bench
mkdir -p $out
[ -f "$anchors/raw_insert.c" ] || { echo "no anchors at $anchors: nothing to compare with"; exit 1; }

anchor() { gcc -O2 -o "$out/$1" "$anchors/$1.c" ${2:-} && echo "anchor $1.c $(sha256sum <"$anchors/$1.c" | cut -c 1-64)"; }
anchor raw_insert -lsqlite3
anchor fdatasync
rooms="src/journal/*.c src/event/*.c src/money/*.c src/base/*.c"
gcc -std=c17 -D_POSIX_C_SOURCE=200809L -O2 -ffp-contract=off -Isrc -o $out/journal_bench bench/journal_bench.c $rooms \
    -lsqlite3 -lsodium
/usr/bin/python3 bench/rows.py $out/rows "$rows"

median() { sort -g | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
seconds() { local t0=$EPOCHREALTIME; "$@" >/dev/null; awk -v a="$t0" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.3f\n", b - a}'; }
fresh() { rm -f "$1" "$1-wal" "$1-shm"; }

: >$out/raw; : >$out/append; : >$out/read; : >$out/links; : >$out/import; : >$out/verify
for run in $(seq "$runs"); do
    fresh $out/raw.db
    $out/raw_insert $out/raw.db "$rows" | sed 's/.*seconds \([0-9.]*\).*/\1/' >>$out/raw
    fresh $out/j.weir
    $out/journal_bench $out/j.weir "$rows" >$out/j.txt
    awk '/append/ {for (i = 1; i < NF; i++) if ($i == "seconds") print $(i + 1)}' $out/j.txt >>$out/append
    awk '/read/ {for (i = 1; i < NF; i++) if ($i == "seconds") print $(i + 1)}' $out/j.txt >>$out/read
    awk '/links/ {for (i = 1; i < NF; i++) if ($i == "seconds") print $(i + 1)}' $out/j.txt >>$out/links
    fresh $out/b.weir
    build/weir init $out/b.weir >/dev/null
    build/weir import $out/b.weir $out/rows/1-parties.csv --kind party.registered >/dev/null
    build/weir import $out/b.weir $out/rows/2-commitments.csv --kind commitment.signed >/dev/null
    seconds build/weir import $out/b.weir $out/rows/3-contributions.csv --kind contribution.paid >>$out/import
    seconds build/weir verify $out/b.weir >>$out/verify
    echo "run $run of $runs done" >&2
done
raw=$(median <$out/raw)
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }
line() { printf '%-46s %8s s   %6s× raw_insert\n' "$1" "$2" "$(ratio "$2" "$raw")"; }
printf '\n%s rows, medians of %s interleaved runs\n' "$rows" "$runs"
line "raw_insert (the anchor)" "$raw"
line "journal append (chained, read back, committed)" "$(median <$out/append)"
line "journal read (every row re-hashed)" "$(median <$out/read)"
line "journal read (links only)" "$(median <$out/links)"
line "weir import of CSV, whole process" "$(median <$out/import)"
line "weir verify, whole process" "$(median <$out/verify)"
grep '^post' $out/j.txt
$out/fdatasync $out/page 500
