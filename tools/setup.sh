#!/usr/bin/env bash
# setup.sh GROUP: install what GROUP needs and this Debian lacks (build, test, lint, bench, long). Silent when all is there.
# On other systems it does nothing: meson names what it misses.
set -eu
build="make gcc libc6-dev clang meson ninja-build pkg-config python3
       libsqlite3-dev libjansson-dev libcsv-dev libsodium-dev libedit-dev libcmocka-dev libmicrohttpd-dev"
command -v npm >/dev/null || build="$build nodejs npm" # a Node.js of another source brings its own npm
test="$build sqlite3 clang-14 chromium fonts-noto-cjk"
lint="$build git clang-format clang-tidy cppcheck pmccabe"
bench="$build wrk ledger python3-numpy python3-scipy"
long="$test $lint libclang-rt-14-dev gcovr valgrind libc6-dbg cloc python3-mpmath"

case ${1:-} in
    build | test | lint | bench | long) list=${!1} ;;
    *) echo "usage: tools/setup.sh build|test|lint|bench|long" >&2; exit 2 ;;
esac
command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || exit 0

have=" $(dpkg-query -W -f='${db:Status-Status}:${Package} ' $list 2>/dev/null || true)"
missing=()
for package in $list; do
    case $have in *" installed:$package "*) ;; *) missing+=("$package") ;; esac
done
[ ${#missing[@]} -eq 0 ] && exit 0

sudo=(); [ "$(id -u)" -eq 0 ] || sudo=(sudo)
apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
echo "installing: ${missing[*]}" >&2
log=$(mktemp); trap 'rm -f "$log"' EXIT
{ "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null ||
    { cat "$log" >&2; echo "could not install: ${missing[*]}" >&2; exit 1; }
