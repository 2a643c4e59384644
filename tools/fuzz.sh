#!/usr/bin/env bash
# fuzz.sh TARGET [SECONDS]: libFuzzer on tests/fuzz/fuzz_TARGET.c. New inputs stay in build-fuzz/corpus/TARGET, a
# crashing one in build-fuzz/TARGET-crash-…: mend the code, then add it to tests/fuzz/corpus/TARGET, where every
# `make test` replays it.
set -eu
cd "$(dirname "$0")/.."
target=${1:-}; seconds=${2:-60}
if [ ! -f "tests/fuzz/fuzz_$target.c" ]; then
    echo "which target? make fuzz T=NAME, one of:" $(ls tests/fuzz/fuzz_*.c | sed 's/.*fuzz_\(.*\)\.c/\1/') >&2
    exit 2
fi
CC=clang tools/build.sh build-fuzz -Dfuzz=true -Daudit=true -Db_lundef=false "tests/fuzz_$target"
seeds=tests/fuzz/corpus/$target
mkdir -p "build-fuzz/corpus/$target"
exec "build-fuzz/tests/fuzz_$target" "build-fuzz/corpus/$target" $([ -d "$seeds" ] && echo "$seeds") \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
    -artifact_prefix="build-fuzz/$target-"
