#!/usr/bin/python3
"""Speed beside a limit, in interleaved runs: the ratio counts, seconds are only told.

run.py [--rows N] [--runs N] [--growth | --look | --irr | --rules]    --growth: 0.1, 1 and 10 million rows, one run each
                                                                      --look, --irr, --rules: these alone

The anchors are the frozen programs of ../shared/bench, compiled as they are, their sha256 printed; where they are absent
nothing can be compared and the script says so. ledger-cli is measured when it is installed. Prints Markdown."""
import argparse
import hashlib
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "bench"
ANCHORS = pathlib.Path(os.environ.get("WEIR_SHARED", ROOT.parent / "shared")) / "bench"
WEIR = ROOT / "build" / "weir"
LEDGER_ROWS_MAX = 1_000_000  # they take it half a minute and four gigabytes: once, however many runs
SMALL_ROWS = 100_000  # a second table
POSTS = 1000  # the log is brought in after some three hundred and used again: what an office's program lives in


def anchor(name, *libraries):
    source = ANCHORS / f"{name}.c"
    program = OUT / name
    subprocess.run(["gcc", "-O2", "-o", program, source, *libraries], check=True)
    print(f"anchor {source.name} sha256 {hashlib.sha256(source.read_bytes()).hexdigest()}")
    return program


def number(pattern, text):
    found = re.search(pattern, text, re.M)
    if not found:
        sys.exit(f"no {pattern} in: {text[:300]}")
    return float(found[1])


def run(*words):
    """Seconds, peak MiB and output of a whole process; it must end well."""
    begun = time.monotonic()
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    if status != 0:
        sys.exit(f"{words}: {output[-500:]}")
    return seconds, usage.ru_maxrss / 1024, output


def remove(book):
    for end in ("", "-wal", "-shm", "-snapshot", "-writer", "-seals"):
        pathlib.Path(f"{book}{end}").unlink(missing_ok=True)


def drop_snapshot(book):
    pathlib.Path(f"{book}-snapshot").unlink(missing_ok=True)


class Series:
    """Samples by name, in the order in which the names came."""

    def __init__(self):
        self.of = {}

    def add(self, name, value):
        self.of.setdefault(name, []).append(value)

    def median(self, name):
        return statistics.median(self.of[name])


def measure(rows, runs, programs, brief=False):
    data, s = OUT / f"rows-{rows}", Series()
    with_ledger = "ledger" in programs and rows <= LEDGER_ROWS_MAX
    if not (data / "done").exists() or (with_ledger and not (data / "flows.ledger").exists()):
        shutil.rmtree(data, ignore_errors=True)
        run("/usr/bin/python3", ROOT / "bench" / "rows.py", data, rows,
            *(["ledger"] if with_ledger else []))
        (data / "done").touch()
    book, raw, bare = OUT / "city.weir", OUT / "raw.db", OUT / "journal.weir"
    for _ in range(runs):
        remove(raw)
        s.add("raw_insert", number(r"seconds ([0-9.]+)", run(programs["raw_insert"], raw, rows)[2]))
        remove(raw)
        remove(bare)
        output = "" if brief else run(programs["journal_bench"], bare, rows)[2]
        for word in () if brief else ("append", "read", "links"):
            s.add(f"journal {word}", number(rf"{word}\b[^\n]*?seconds ([0-9.]+)", output))
        remove(bare)
        remove(book)
        run(WEIR, "init", book)
        run(WEIR, "import", book, data / "1-parties.csv", "--kind", "party.registered")
        run(WEIR, "import", book, data / "2-commitments.csv", "--kind", "commitment.signed")
        seconds, peak, _ = run(WEIR, "import", book, data / "3-contributions.csv", "--kind", "contribution.paid")
        s.add("import", seconds)
        s.add("import peak", peak)
        seconds, peak, _ = run(WEIR, "verify", book)
        s.add("verify", seconds)
        s.add("verify peak", peak)
        s.add("open", number(r"p50_us ([0-9.]+)", run(programs["book_bench"], "open", book, 5)[2]) / 1e6)
        s.add("positions", number(r"p50_us ([0-9.]+)", run(programs["book_bench"], "positions", book, 9)[2]) / 1e6)
        if "positions_bench" in programs:
            told = run(programs["positions_bench"], book)[2]
            s.add("positions kernel", number(r"ledger_positions +least +[0-9.]+ median +([0-9.]+)", told) / 1e3)
            s.add("positions relation", number(r"relation +least +[0-9.]+ median +([0-9.]+)", told) / 1e3)
        if "sql_bench" in programs:
            told = run(programs["sql_bench"], book, 5)[2]
            for name in ("sum by fund", "sum by fund, indexed", "largest by kind", "paid in by fund", "fund_total, worked out anew"):
                s.add(f"sql {name}", number(rf"^{name}: .*ratio ([0-9.]+)", told))
        for _ in range(3):
            s.add("fdatasync", number(r"p50_us ([0-9.]+)", run(programs["fdatasync"], OUT / "page", 500)[2]))
            s.add("post", number(r"p50_us ([0-9.]+)", run(programs["book_bench"], "post", book, POSTS)[2]))
        balances = (WEIR, "show", book, "positions", "--csv", "--as-of", "2026-01-01")
        s.add("balances as it lies", run(*balances)[0])
        drop_snapshot(book)
        s.add("balances folded", run(*balances)[0])
        seconds, peak, _ = run(WEIR, "show", book, "clusters", "--limit", "1")
        s.add("fold", seconds)
        s.add("fold peak", peak)
        s.add("file MiB", book.stat().st_size / 2**20)
        if with_ledger and not brief and "ledger" not in s.of:
            s.add("ledger", run("ledger", "-f", data / "flows.ledger", "balance", "--flat")[0])
        print(f"{rows} rows: one run of {runs} done", file=sys.stderr)
    return s


def table(rows, s):
    raw = s.median("raw_insert")
    print(f"\n{rows:,} rows, 3,000 funds, medians of {len(s.of['raw_insert'])} interleaved runs\n")
    print("| work | seconds | beside | ratio |\n| --- | ---: | --- | ---: |")
    print(f"| raw_insert (anchor) | {raw:.3f} | | 1.00 |")
    for name, title in (("journal append", "journal append: form, chain, insert, read back, commit"),
                        ("journal read", "journal read, every hash computed anew"),
                        ("journal links", "journal read, links only"),
                        ("import", "`weir import` of CSV, whole process: open, parse, decide, append, snapshot"),
                        ("verify", "`weir verify`, whole process"),
                        ("fold", "fold without a snapshot: `weir show`, whole process"),
                        ("open", "open from snapshot, in a process")):
        print(f"| {title} | {s.median(name):.3f} | raw_insert | {s.median(name) / raw:.2f} |")
    print(f"| all positions on a past day, as CSV | {s.median('positions'):.4f} | | |")
    if "positions kernel" in s.of:
        print(f"| all positions at any (prefix, as_of): the figures | {s.median('positions kernel'):.4f} | | |")
        print(f"| the same as a relation with ids and names | {s.median('positions relation'):.4f} | | |")
    for name, title in (("sum by fund", "SQL `select fund, sum(amount) from flow group by fund`"),
                        ("sum by fund, indexed", "the same"), ("largest by kind", "SQL, largest by kind"),
                        ("paid in by fund", "SQL `select fund, paid_in from fund_total`, kept"),
                        ("fund_total, worked out anew", "SQL `fund_total` worked out anew")):
        if f"sql {name}" in s.of:
            beside = "table with an index on fund" if "indexed" in name else "SQLite table of the same rows"
            print(f"| {title} | | {beside} | {s.median(f'sql {name}'):.3f} |")
    post, sync = s.median("post"), s.median("fdatasync")
    print(f"| one post, p50 | {post / 1e6:.6f} | fdatasync p50 {sync:.0f} µs | {post / sync:.2f} |")
    if "ledger" in s.of:
        theirs = s.median("ledger")
        for name, how in (("balances as it lies", "the book as it lies, with its snapshot"),
                          ("balances folded", "without a snapshot, every row folded")):
            ours = s.median(name)
            print(f"| load and balances, {how} | {ours:.3f} | ledger-cli {theirs:.2f} s | 1 : {theirs / ours:.0f} |")
    print(f"\npeak memory: import {s.median('import peak'):.0f} MiB, verify {s.median('verify peak'):.0f} MiB, "
          f"fold {s.median('fold peak'):.0f} MiB; file {s.median('file MiB'):.0f} MiB")


def growth(sizes, of):
    print("\n| rows | raw_insert | import | × | verify | fold | open | positions | import peak MiB | file MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for rows in sizes:
        s = of[rows]
        print(f"| {rows:,} | {s.median('raw_insert'):.2f} | {s.median('import'):.2f} | "
              f"{s.median('import') / s.median('raw_insert'):.2f} | {s.median('verify'):.2f} | {s.median('fold'):.2f} | "
              f"{s.median('open'):.3f} | {s.median('positions'):.4f} | {s.median('import peak'):.0f} | "
              f"{s.median('file MiB'):.0f} |")


def look_through(program, runs):
    """The graph of the frozen generator: ours and scipy's fixed point by turns, on one file."""
    graph = OUT / "graph.bin"
    for name in ("graph_gen.py", "graph_scipy.py"):
        print(f"anchor {name} sha256 {hashlib.sha256((ANCHORS / name).read_bytes()).hexdigest()}")
    if not graph.exists():
        run("/usr/bin/python3", ANCHORS / "graph_gen.py", 150_000, 1_000_000, 300, graph)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    s, sums = Series(), set()
    for _ in range(runs):
        told = run(program, graph)[2]
        for name in ("scratch", "solve", "eight"):
            s.add(name, number(rf"{name}_ms ([0-9.]+)", told))
        done = subprocess.run(["/usr/bin/python3", ANCHORS / "graph_scipy.py", graph], env=plain, check=True,
                              capture_output=True, text=True)
        s.add("scipy", number(r"solve_ms ([0-9.]+)", done.stdout))
        s.add("scipy build", number(r"build_ms ([0-9.]+)", done.stdout))
        sums.add((number(r"sum ([0-9.e+]+)", told), number(r"sum ([0-9.e+]+)", done.stdout)))
    for ours, theirs in sums:
        if abs(ours - theirs) > 1e-12 * theirs:
            sys.exit(f"look-through: the sum is {ours!r}, scipy's {theirs!r}")
    print(f"\nLook-through: 150,000 holders, a million stakes, 300 of them back; medians of {runs} interleaved runs; sums agree "
          "to 1e-12\n")
    print("| work | ms | beside scipy's fixed point | goal |\n| --- | ---: | ---: | ---: |")
    scipy = s.median("scipy")
    print(f"| scipy: build {s.median('scipy build'):.0f}, solve | {scipy:.1f} | 1 | |")
    print(f"| from the edges to the first answer | {s.median('scratch'):.1f} | | ≤ 60 |")
    print(f"| a further question | {s.median('solve'):.2f} | {scipy / s.median('solve'):.0f} × | ≤ 4, ≥ 20 × |")
    print(f"| one of eight at once | {s.median('eight'):.2f} | {scipy / s.median('eight'):.0f} × | |")


def measure_rates(runs):
    """Rates of 100,000 series beside the frozen Newton, interleaved; the ratio of medians counts."""
    newton, ours = OUT / "irr_newton", OUT / "irr_bench"
    rooms = [ROOT / "build" / "src" / room / f"lib{room}.a" for room in ("returns", "money", "base")]  # as they are shipped
    for name in ("irr_mix.py", "irr_newton.c"):
        print(f"anchor {name} sha256 {hashlib.sha256((ANCHORS / name).read_bytes()).hexdigest()}")
    subprocess.run(["gcc", "-O3", "-march=native", "-o", newton, ANCHORS / "irr_newton.c", "-lm"], check=True)
    subprocess.run(["gcc", "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-O2", "-ffp-contract=off", f"-I{ROOT}/src",
                    f"-I{ROOT}/include", "-o", ours, ROOT / "bench" / "irr_bench.c", *rooms, "-lsodium", "-lm",
                    "-pthread"], check=True)
    print("\n| rates of 100,000 series of 60 flows | series a second | beside irr_newton | undecided |")
    print("| --- | ---: | ---: | ---: |")
    for form in ("mix", "plain"):
        data, s, told = OUT / f"irr_{form}.bin", Series(), ""
        run("/usr/bin/python3", ANCHORS / "irr_mix.py", 100000, 60, data, *(["plain"] if form == "plain" else []))
        for _ in range(max(runs, 5)):
            s.add("newton", number(r"series_per_s ([0-9.]+)", run(newton, data, 1)[2]))
            told = run(ours, data, 1)[2]
            s.add("certified", number(r"certified [^\n]*?series_per_s ([0-9.]+)", told))
            s.add("bare", number(r"bare [^\n]*?series_per_s ([0-9.]+)", told))
        print(f"| {form}, irr_newton (anchor) | {s.median('newton'):,.0f} | 1.00 | |")
        for name in ("certified", "bare"):
            undecided = number(rf"{name} [^\n]*?undecided ([0-9]+)", told)
            print(f"| {form}, {name} | {s.median(name):,.0f} | {s.median(name) / s.median('newton'):.2f} | "
                  f"{undecided:.0f} |")
        print(told, file=sys.stderr)


def measure_rules(program):
    """What a check costs on a thousand funds, whole process and in one; and again after one entry."""
    book = OUT / "rules.weir"
    remove(book)
    run(WEIR, "generate", book, "--seed", "7", "--events", "300000", "--funds", "1000")
    fund = run(WEIR, "show", book, "positions", "--csv", "--limit", "1")[2].splitlines()[1].split(",")[1]
    print("\nRules on 300,000 entries and 1,000 funds (`weir generate --seed 7`), medians; again: after one more entry\n")
    print("| packs | rules in force | verdicts | `weir check`, whole process, s | in one process, s | again, s | of which ran | again ÷ first |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, place in (("national", "100000"), ("all", None)):
        words = ["--jurisdiction", place] if place else []
        whole = statistics.median(run(WEIR, "check", book, "--as-of", "2025-12-31", "--limit", "1", *words)[0] for _ in range(5))
        told = run(program, book, place or "-", "2025-12-31", fund, 9)[2]
        first, again = number(r"first ms ([0-9.]+)", told) / 1e3, number(r"again ms ([0-9.]+)", told) / 1e3
        print(f"| {name} | {number(r'first .*rules ([0-9]+)', told):.0f} | {number(r'verdicts ([0-9]+)', told):.0f} | {whole:.2f} | "
              f"{first:.2f} | {again:.3f} | {number(r'again .*ran ([0-9]+)', told):.0f} | {again / first:.2f} |")


def build():
    OUT.mkdir(parents=True, exist_ok=True)
    rooms = [path for room in ("journal", "event", "money", "base") for path in sorted((ROOT / "src" / room).glob("*.c"))]
    every = [*sorted((ROOT / "src").glob("*/*.c")), ROOT / "build" / "src" / "policy" / "policy_packs.c"]
    flags = ["gcc", "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-O2", "-ffp-contract=off", f"-I{ROOT}/src", f"-I{ROOT}/include",
             f"-I{ROOT}/build/src"]
    libraries = ["-lsqlite3", "-lsodium", "-ljansson", "-lcsv", "-lm", "-pthread"]
    programs = {"raw_insert": anchor("raw_insert", "-lsqlite3"), "fdatasync": anchor("fdatasync")}
    for name, parts in (("journal_bench", rooms), ("book_bench", every), ("positions_bench", every), ("sql_bench", every), ("rules_bench", every),
                        ("graph_bench", [path for path in every if path.parent.name in ("graph", "base")])):
        if not (ROOT / "bench" / f"{name}.c").exists():
            continue
        subprocess.run(flags + ["-o", OUT / name, ROOT / "bench" / f"{name}.c", *parts, *libraries], check=True)
        programs[name] = OUT / name
    if shutil.which("ledger"):
        programs["ledger"] = "ledger"
        print(run("ledger", "--version")[2].splitlines()[0])
    return programs


def main():
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--rows", type=int, default=1_000_000)
    wanted.add_argument("--runs", type=int, default=3)
    wanted.add_argument("--growth", action="store_true")
    wanted.add_argument("--look", action="store_true", help="look-through only")
    wanted.add_argument("--irr", action="store_true")
    wanted.add_argument("--rules", action="store_true", help="rules only")
    o = wanted.parse_args()
    if not (ANCHORS / "raw_insert.c").is_file():
        sys.exit(f"no anchors at {ANCHORS}: nothing to compare with")
    OUT.mkdir(parents=True, exist_ok=True)
    if o.irr:
        measure_rates(o.runs)
        return
    programs = build()
    if o.rules or not (o.look or o.growth):
        measure_rules(programs["rules_bench"])
    if o.rules:
        return
    if o.look or not o.growth:
        look_through(programs["graph_bench"], 5)
    if o.look:
        return
    if o.growth:
        sizes = [100_000, 1_000_000, 10_000_000]
        of = {rows: measure(rows, 1, programs, brief=True) for rows in sizes}
        growth(sizes, of)
        return
    small = min(o.rows, SMALL_ROWS)
    table(o.rows, measure(o.rows, o.runs, programs))
    if small != o.rows:
        table(small, measure(small, o.runs, programs))
    measure_rates(o.runs)


main()
