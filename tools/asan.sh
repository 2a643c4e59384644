#!/usr/bin/env bash
# asan.sh [SUITE …]: the tests against a build with address and undefined-behaviour sanitizers and audits (DCHECK) on.
# Without names: unit tests, golden files, the fuzz corpus, faults, the simulation as in CI, and the service. werror is off: gcc's flow warnings misfire under sanitizers.
set -eu
cd "$(dirname "$0")/.."
tools/build.sh build-asan -Db_sanitize=address,undefined -Db_lundef=false -Daudit=true -Dwerror=false
[ $# -gt 0 ] || set -- unit/ fuzz/ golden/ fault/ sim/ http/
export ASAN_OPTIONS=allow_user_segv_handler=0:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1
exec /usr/bin/python3 tests/run.py --build build-asan --slow 4 "$@"
