#!/usr/bin/python3
"""Length and complexity of functions (pmccabe) as a ratchet: tools/ratchet.json may only go down.

complexity.py            compare; exit status 1 when something grew
complexity.py --update   write today's figures where they are lower (all of them when there is no file yet)
Until the file exists the limits are the targets: longest 120 lines, 1 % over 70 lines, 1 % over complexity 15.
"""
import json
import pathlib
import subprocess
import sys

from csource import ROOT, files, name_of

RATCHET = pathlib.Path(__file__).with_name("ratchet.json")


def functions():
    """(complexity, lines, "file:line name") of each function in src/."""
    sources = [name_of(path) for path in files("*.c")]
    if not sources:
        return []
    text = subprocess.run(["pmccabe", *sources], cwd=ROOT, capture_output=True, text=True).stdout
    found = []
    for line in text.splitlines():
        part = line.split("\t", 5)
        if len(part) == 6 and part[0].isdigit():
            where, name = part[5].split("): ", 1) if "): " in part[5] else (part[5], "?")
            found.append((int(part[0]), int(part[4]), f"{where.replace('(', ':')} {name}"))
    return found


def measure(all_functions):
    return {
        "lines_max": max((lines for _, lines, _ in all_functions), default=0),
        "complexity_max": max((cc for cc, _, _ in all_functions), default=0),
        "over_70_lines": sum(lines > 70 for _, lines, _ in all_functions),
        "over_15_complexity": sum(cc > 15 for cc, _, _ in all_functions),
    }


def main():
    all_functions = functions()
    now = measure(all_functions)
    kept = json.loads(RATCHET.read_text()) if RATCHET.is_file() else None
    if "--update" in sys.argv:
        lower = now if kept is None else {key: min(now[key], kept.get(key, now[key])) for key in now}
        RATCHET.write_text(json.dumps(lower, indent=2) + "\n")
        kept = lower
    share = max(1, len(all_functions) // 100)
    limit = kept or {"lines_max": 120, "complexity_max": 120, "over_70_lines": share, "over_15_complexity": share}
    grown = [key for key in now if now[key] > limit.get(key, 0)]
    for key in grown:
        print(f"{key}: {now[key]}, the ratchet stands at {limit.get(key, 0)}")
    if grown:
        worst = sorted(all_functions, key=lambda f: (f[1] > 70, f[0] > 15, f[1]), reverse=True)
        for cc, lines, name in worst[:12]:
            if lines > 70 or cc > 15:
                print(f"  {name}: {lines} lines, complexity {cc}")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
