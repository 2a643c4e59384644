#!/usr/bin/env bash
# build.sh DIR [-Doption=value …] [TARGET …]: configure DIR when that is needed, then build. Silent unless on a
# terminal or something is wrong.
# When that is needed: a new folder, other options or another CC, a changed meson file, or a .c file that came or went
# (meson lists files at configure time).
set -eu
cd "$(dirname "$0")/.."
dir=$1; shift
options=(); targets=()
for word in "$@"; do
    case $word in -*) options+=("$word") ;; *) targets+=("$word") ;; esac
done

tools/web.sh

wanted="CC=${CC:-} ${options[*]:-}"
sources=$(tools/sources.py --all)
if [ -f "$dir/.options" ] && [ "$(cat "$dir/.options")" != "$wanted" ]; then
    rm -rf "$dir" # made by this script, with other options: meson would keep the old ones
fi
log=$(mktemp); trap 'rm -f "$log"' EXIT
if [ ! -f "$dir/.options" ]; then
    again=(); [ -d "$dir/meson-info" ] && again=(--wipe)
    meson setup "${again[@]}" "$dir" "${options[@]}" >"$log" 2>&1 </dev/null || { cat "$log" >&2; exit 1; }
    printf '%s' "$wanted" >"$dir/.options"
else
    # build.ninja depends on coredata.dat: touching it makes ninja configure again
    [ "$(cat "$dir/.sources" 2>/dev/null)" = "$sources" ] || touch "$dir/meson-private/coredata.dat"
    ninja -C "$dir" --quiet build.ninja >"$log" 2>&1 </dev/null || { cat "$log" >&2; exit 1; }
fi
printf '%s' "$sources" >"$dir/.sources"
if [ -t 1 ]; then ninja -C "$dir" "${targets[@]}"; exit; fi
set -o pipefail
ninja -C "$dir" --quiet "${targets[@]}" 2>&1 | { grep -v '^ninja: no work to do' || true; }
