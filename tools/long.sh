#!/usr/bin/env bash
# long.sh [STEP …]: what CI cuts short, at full length; the summary goes to docs/long-results.md.
# Steps: tests (WEIR_LONG=1: full properties) fault sim writers (at full length, each a line of its own) irr
# (roots at 50 digits) mutants fuzz (LONG_SECONDS a target, default 600) sanitizers valgrind
# compilers coverage. Logs stay in build/long/.
set -u
cd "$(dirname "$0")/.."
seconds=${LONG_SECONDS:-600}; logs=build/long; out=docs/long-results.md; wanted=" $* "; failed=0
mkdir -p $logs docs
[ "$wanted" != "  " ] && out=$logs/results.md # a part is no record of the whole
python=/usr/bin/python3

step() { # NAME COMMAND…: its last line of words is the finding
    local name=$1 start=$SECONDS verdict=passed log=$logs/$1.log; shift
    [ "$wanted" = "  " ] || [[ $wanted == *" ${name%%-*} "* ]] || return 0
    echo "$name …"
    "$@" >"$log" 2>&1 </dev/null || { verdict=FAILED; failed=$((failed + 1)); tail -n 25 "$log" | sed 's/^/    /'; }
    local finding; finding=$(grep -v '^[[:space:]]*$' "$log" | tail -n 1 | tr '|' '/' | cut -c 1-160)
    echo "| $name | $verdict | $((SECONDS - start)) | $finding |" >>"$out.new"
    echo "    $verdict: $finding"
}
full_tests() { # but for the suites that have a line of their own
    local kinds; kinds=$($python tests/run.py --build build --list | sed -n 's/^\([a-z]*\)\/.*/\1\//p' | sort -u | grep -Ev '^(fault|sim|writers)/')
    WEIR_LONG=1 $python tests/run.py --build build --slow 20 $kinds
}
fuzz() {
    tools/fuzz.sh "$1" "$seconds" || return 1
    grep -E '^stat::number_of_executed_units|^#[0-9]+.*DONE' "$logs/fuzz-$1.log" | tail -n 2 | tr -s ' \n' ' '
}
sanitizers() { tools/asan.sh unit/ fuzz/ golden/ property/ fault/ sim/; }
valgrind_units() {
    local count=0 bad=0 unit
    for unit in build/tests/unit_*; do
        [ -f "$unit" ] && [ -x "$unit" ] || continue
        count=$((count + 1))
        valgrind --quiet --leak-check=full --error-exitcode=9 "$unit" || { bad=$((bad + 1)); echo "bad: ${unit##*/}"; }
    done
    echo "$count programs under valgrind, $bad with findings"
    [ $count -gt 0 ] && [ $bad -eq 0 ]
}
coverage() {
    tools/build.sh build-cov -Db_coverage=true -Dwerror=false &&
        $python tests/run.py --build build-cov --slow 3 &&
        gcovr --root . --filter 'src/' --object-directory build-cov --branches --txt | tee build/long/branches.txt |
        tail -n 3 &&
        gcovr --root . --filter 'src/(event|journal|book|money)/' --object-directory build-cov --print-summary --txt \
            -o /dev/null | grep -E '^(lines|branches)' | tr '\n' ' '
}

tools/build.sh build || exit 1
{
    echo "# Long results"
    echo
    echo "Written by \`make long\` ($(date -u +%Y-%m-%d), version $(cat VERSION)," \
        "commit $(git rev-parse --short HEAD 2>/dev/null || echo none)$(git diff --quiet HEAD 2>/dev/null || echo +)," \
        "$(gcc --version | head -n 1), $(clang --version | head -n 1), $(nproc) cores)."
    echo
    echo "| step | result | seconds | finding |"
    echo "| --- | --- | ---: | --- |"
} >"$out.new"

step tests full_tests
step "serve" $python bench/serve_bench.py build/weir build/bench 1000000 5 600
for part in fault sim writers; do step "$part" env WEIR_LONG=1 $python tests/run.py --build build --slow 6 "$part/"; done
step irr $python tests/long/irr_roots.py 10000
step mutants $python tools/mutants.py
for target in tests/fuzz/fuzz_*.c; do
    [ -f "$target" ] || continue
    target=${target##*/fuzz_}
    step "fuzz-${target%.c}" fuzz "${target%.c}"
done
step sanitizers sanitizers
step valgrind valgrind_units
step compilers $python tests/property/test_hash.py
step coverage coverage
mv "$out.new" "$out"
echo "$out: $failed steps failed"
[ $failed -eq 0 ]
