#!/usr/bin/python3
"""Our measurable points beside those of the codebases we hold ourselves against."""
import re
import statistics
import unicodedata

import complexity
import layers
import tidy
from csource import ROOT, SRC, bare, code_lines, files, read, room_of, rows

CORE = ("event", "journal", "book", "money")


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "–"


def function_points():
    found = complexity.functions()
    lines = sorted(count for _, count, _ in found)
    median = f"{statistics.median(lines):.0f}" if lines else "–"
    p90 = str(lines[int(0.9 * (len(lines) - 1))]) if lines else "–"
    over_70 = sum(count > 70 for count in lines)
    over_15 = sum(cc > 15 for cc, _, _ in found)
    yield "functions", "–", "–", str(len(found))
    yield "function lines, median / p90", "Lua 10 / 28", "≤12 / ≤45", f"{median} / {p90}"
    yield "functions >70 lines", "Lua 0.9 %", "≤1 %", f"{share(over_70, len(lines))} ({over_70})"
    yield "longest function", "skalibs 118", "≤120", str(lines[-1]) if lines else "–"
    yield "complexity >15", "Lua 0.4 %", "≤1 %", f"{share(over_15, len(found))} ({over_15})"


def file_points():
    sizes = [read(path).count("\n") for path in files("*.c")]
    yield ("lines per .c, average / max", "curl 786", "≤450 / ≤800",
           f"{statistics.mean(sizes):.0f} / {max(sizes)}" if sizes else "–")
    most = max(((len(list(folder.glob("*.c"))), folder.name) for folder in {path.parent for path in files("*.c")}),
               default=(0, "–"))
    yield ".c files in the fullest room", "–", "≤15", f"{most[0]} ({most[1]})"


def assertion_point():
    uses = lines = 0
    for path in files("*.c", "*.h"):
        if room_of(path) in CORE:
            uses += len(re.findall(r"\b(?:CHECK|DCHECK|static_assert|_Static_assert)\s*\(", bare(read(path))))
            lines += code_lines(read(path))
    yield ("assertions per kloc, core rooms", "SQLite 38", "≥20",
           f"{1000 * uses / lines:.1f} ({uses})" if lines else "–")


def raise_sites(names):
    """How many places in src/ raise each code; comparing with a code is not raising it."""
    sites = dict.fromkeys(names, 0)
    for path in files("*.c"):
        for use in re.finditer(r"(==\s*|!=\s*|\bcase\s+)?\b(E_[A-Z0-9_]+)\b(\s*[!=]=)?", bare(read(path))):
            if use[2] in sites and not use[1] and not use[3]:
                sites[use[2]] += 1
    return sites


def error_points():
    path = SRC / "base" / "errors.def"
    names = [row[0] for _, row in rows(path, "ERR")]
    sites = raise_sites(names)
    used = [count for count in sites.values() if count]
    many = sorted((name for name, count in sites.items() if count > 3), key=lambda name: -sites[name])
    yield ("raise sites per error code, mean", "hledger 1", "1",
           f"{statistics.mean(used):.2f} ({len(names) - len(used)} codes not raised)" if used else "–")
    yield "codes raised in >3 places", "–", "0", str(len(many)) + (f": {', '.join(many[:3])}" if many else "")
    lacking = {text.split(": ")[1] for text in
               (f"{line}: {words}" for where, line, words in tidy.check_errors()) if ": E_" in text}
    yield ("errors with zh, en and a test", "hledger 31/31, en only", "100 %",
           f"{share(len(names) - len(lacking), len(names))} ({len(names) - len(lacking)}/{len(names)})")


def house_points():
    code = sum(code_lines(read(path)) for path in files("*.c", "*.h", "*.def"))
    tests = sum(code_lines(read(path)) for path in files("*.c", "*.h", "*.py", top=ROOT / "tests"))
    yield "test : code, lines", "SQLite 2.9 : 1", "≥1.2 : 1", f"{tests / code:.2f} : 1 ({tests} : {code})" if code else "–"
    untested = [path for path in files("*.c") if room_of(path).split("/")[0] != "face"
                and not (ROOT / "tests" / "unit" / f"test_{room_of(path)}_{path.stem}.c").is_file()]
    yield ".c files without a unit test of their own", "–", "0", str(len(untested))
    public = files("*.h", top=ROOT / "include")
    ours = sum(code_lines(read(path)) for path in public)
    comment = sum(1 for path in public for line in read(path).splitlines() if line.strip()) - ours
    yield ("public headers; comment : code", "yyjson 1", "1; ≥1",
           f"{len(public)}; {comment / ours:.2f}" if ours else str(len(public)))
    yield "include violations", "not checked", "0", str(len(layers.findings()))
    yield ("malloc outside the arena", "curl: by name", "0",
           str(sum("an arena" in words for _, _, words in tidy.check_bans())))
    yield "kinds · errors in their tables", "PG rmgrlist", "each once", (
        f"{len(rows(SRC / 'event' / 'kinds.def', 'EVENT'))} · {len(rows(SRC / 'base' / 'errors.def', 'ERR'))}")


def width(text):
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def main():
    table = [("point", "best anchor", "target", "ours")]
    for points in (function_points, file_points, assertion_point, error_points, house_points):
        table += points()
    widths = [max(width(row[column]) for row in table) for column in range(4)]
    for number, row in enumerate(table):
        print("  ".join(cell + " " * (widths[column] - width(cell)) for column, cell in enumerate(row)).rstrip())
        if number == 0:
            print("  ".join("-" * size for size in widths))


if __name__ == "__main__":
    main()
