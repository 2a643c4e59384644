#!/usr/bin/env python3
"""One book, one hash (TAP): whatever compiler folded it, at whatever level, in whatever batches it came in.

Compiles the command line with gcc and clang, -O0 and -O2, from src/**/*.c. Each of the four takes in the real example
whole, in batches of 7 rows, and with one file row by row as JSON lines through standard input. The book hash, the
export (but for the instants of entry and the heads) and the size of the clusters must be one everywhere, and each
binary must verify a book that another one wrote and take in its export.
"""
import concurrent.futures
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples" / "ai-clusters"
VARIANTS = [(compiler, level) for compiler in ("gcc", "clang") for level in ("-O2", "-O0")]
FLAGS = ["-std=c17", "-D_POSIX_C_SOURCE=200809L", "-ffp-contract=off", "-fno-common", "-fvisibility=hidden"]
LIBRARIES = ["-lsqlite3", "-ljansson", "-lcsv", "-lsodium", "-lmicrohttpd", "-lm"]
BATCH = 7
ROW_BY_ROW = "08-stakes.csv"


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail="", skip=""):
        self.count += 1
        self.failed += not good
        print("%s %d - %s%s" % ("ok" if good else "not ok", self.count, name, " # SKIP " + skip if skip else ""))
        if not good:
            print("# " + str(detail)[:1500].replace("\n", "\n# "))
        sys.stdout.flush()


def run(*command, given=None):
    done = subprocess.run([str(word) for word in command], capture_output=True, cwd=ROOT,
                          input=b"" if given is None else given)
    if done.returncode:
        raise RuntimeError("%s: status %d: %s" % (" ".join(map(str, command))[:300], done.returncode,
                                                  (done.stdout + done.stderr).decode("utf-8", "replace")[:800]))
    return done.stdout


def compile_variant(folder, compiler, level):
    folder.mkdir()
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    (folder / "weir_version.h").write_text('#define WEIR_VERSION "%s"\n' % version, encoding="utf-8")
    run(sys.executable, ROOT / "tools" / "packs.py", folder / "policy_packs.c", folder / "packs.d")
    run(sys.executable, ROOT / "tools" / "assets.py", folder / "no-pages", folder / "assets_data.c")
    sources = [*sorted(ROOT.glob("src/**/*.c")), folder / "policy_packs.c", folder / "assets_data.c"]
    run(compiler, *FLAGS, level, "-I", ROOT / "src", "-I", ROOT / "include", "-I", folder, "-o", folder / "weir",
        *sources, *LIBRARIES)
    return folder / "weir"


def batches(path, folder, size):
    """The file cut into files of `size` rows, each with the header."""
    with open(path, encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    for start in range(0, len(rows), size):
        part = folder / ("%s-%04d.csv" % (path.stem, start))
        with open(part, "w", encoding="utf-8", newline="") as text:
            csv.writer(text, lineterminator="\n").writerows([header] + rows[start:start + size])
        yield part


def as_json_lines(path):
    with open(path, encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            yield json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False).encode()


def fill(binary, book, rows, way, folder):
    run(binary, "init", book, "--maker", "test", "--name", "录入")
    for path in rows:
        if way == "row by row" and path.name == ROW_BY_ROW:
            for line in as_json_lines(path):
                run(binary, "import", book, "-", given=line + b"\n")
        elif way == "batches of %d" % BATCH:
            for part in batches(path, folder, BATCH):
                run(binary, "import", book, part)
        else:
            run(binary, "import", book, path)


def without_instants(exported):
    """The export but for when it was entered, and the heads that rest on that."""
    kept = re.sub(rb',"recorded":"[^"]*"', b"", exported)
    return re.sub(rb'"head":"[0-9a-f]{64}@', b'"head":"@', kept)


def facts(binary, book):
    """What must be one: book hash, export, cluster sizes."""
    told = run(binary, "verify", book, "--lang", "en").decode("utf-8")
    found = re.search(r"^book ([0-9a-f]{64})$", told, re.M)
    sizes = run(binary, "show", book, "cluster_size", "--json", "--as-of", "2026-11-23")
    assert found and b'"net_top_down"' in sizes, told
    return (found[1], without_instants(run(binary, "export", book)),
            re.sub(rb'"hash":"[0-9a-f]{64}"', b'"hash":""', sizes))


def try_variant(compiler, level, scratch, rows):
    folder = scratch / (compiler + level)
    binary = compile_variant(folder, compiler, level)
    out = {}
    for way in ("whole", "batches of %d" % BATCH, "row by row"):
        book = folder / (way.replace(" ", "-") + ".weir")
        fill(binary, book, rows, way, folder)
        out[way] = facts(binary, book)
    return binary, folder / "whole.weir", out


def check_across(tap, made, reference):
    """Each binary reads the next one's book and its export."""
    names = sorted(made)
    for name, other in zip(names, names[1:] + names[:1]):
        binary, book = made[name][0], made[other][1]
        copy, exported = book.parent / "copy.weir", book.parent / "export.jsonl"
        try:
            tap.ok(facts(binary, book) == reference, "%s reads the book of %s" % (name, other), facts(binary, book)[0])
            exported.write_bytes(run(binary, "export", book))
            run(binary, "init", copy, "--maker", "test", "--name", "录入")
            run(binary, "import", copy, exported)
            tap.ok(facts(binary, copy) == reference, "%s: export and import give the same book" % name,
                   facts(binary, copy)[0])
        except (RuntimeError, AssertionError) as problem:
            tap.ok(False, "%s reads the book of %s" % (name, other), problem)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="weir-hash-") as name:
        scratch = pathlib.Path(name)
        run(sys.executable, "-B", EXAMPLE / "build.py", scratch / "rows")
        rows = sorted((scratch / "rows").glob("*.csv"))
        here = [(compiler, level) for compiler, level in VARIANTS if shutil.which(compiler)]
        for compiler, level in VARIANTS:
            if (compiler, level) not in here:
                tap.ok(True, "%s %s" % (compiler, level), skip="no %s here" % compiler)
        made, reference = {}, None
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            jobs = {pair: pool.submit(try_variant, *pair, scratch, rows) for pair in here}
        for (compiler, level), job in jobs.items():
            name = "%s %s" % (compiler, level)
            if job.exception():
                tap.ok(False, name, job.exception())
                continue
            made[name] = job.result()
            for way, found in made[name][2].items():
                reference = reference or found
                same = [one == other for one, other in zip(found, reference)]
                tap.ok(all(same), "%s, %s: one hash, one export, one cluster size" % (name, way), (same, found[0]))
        if reference:
            tap.ok(len(reference[1].splitlines()) > 1000, "the example is in the book", len(reference[1].splitlines()))
            check_across(tap, made, reference)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
