#!/usr/bin/env bash
# lint.sh [NAME …]: every static check, one line each; a failing one shows what it found. build/ must be configured.
set -u
cd "$(dirname "$0")/.."
B=build; passed=0; failed=0; wanted=" $* "
log=$(mktemp); trap 'rm -f "$log"' EXIT

check() { # NAME COMMAND…
    local name=$1 start=$SECONDS; shift
    [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || return 0
    if "$@" >"$log" 2>&1 </dev/null; then
        passed=$((passed + 1)); printf 'ok      %-12s %3d s\n' "$name" $((SECONDS - start))
    else
        failed=$((failed + 1)); printf 'FAILED  %-12s %3d s\n' "$name" $((SECONDS - start))
        head -n 60 "$log" | sed 's/^/    /'
        [ "$(wc -l <"$log")" -le 60 ] || echo "    … $(($(wc -l <"$log") - 60)) more lines"
    fi
}
c_files() { find src include tests -name '*.[ch]' -print0 2>/dev/null; }
format() { c_files | xargs -0r clang-format --dry-run -Werror; }
static() {
    mkdir -p $B/.cppcheck
    cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -j2 \
        --suppress=missingInclude -Isrc -Iinclude -D_POSIX_C_SOURCE=200809L \
        --cppcheck-build-dir=$B/.cppcheck --template='{file}:{line}: {id}: {message}' src
}

check layers tools/layers.py
check tidy tools/tidy.py
check complexity tools/complexity.py
check calendar tools/calendar_table.py --check
check format format
check clang-tidy tools/clang_tidy.py $B
check cppcheck static
echo "lint: $passed checks passed, $failed failed"
[ $failed -eq 0 ]
