#!/usr/bin/env bash
# web.sh: build the pages of web/ into web/dist when they have changed. Without Node.js it says so and builds nothing: the
# program then has one page that says the same.
set -eu
cd "$(dirname "$0")/../web" 2>/dev/null || exit 0
[ -f package-lock.json ] || exit 0
wanted=$(git ls-files -co --exclude-standard . | LC_ALL=C sort | xargs -d '\n' cat | sha256sum)
[ -f dist/.built ] && [ "$(cat dist/.built)" = "$wanted" ] && exit 0
command -v npm >/dev/null || { echo "npm is not here: the pages are left out (tools/setup.sh build installs it)" >&2; exit 0; }
log=$(mktemp); trap 'rm -f "$log"' EXIT
lock=$(sha256sum package-lock.json)
{ [ -f node_modules/.lock ] && [ "$(cat node_modules/.lock)" = "$lock" ]; } || {
    npm ci --no-audit --no-fund --loglevel=error >"$log" 2>&1 </dev/null || { cat "$log" >&2; exit 1; }
    printf '%s' "$lock" >node_modules/.lock
}
npm run --silent build >"$log" 2>&1 </dev/null || { cat "$log" >&2; exit 1; }
printf '%s' "$wanted" >dist/.built
