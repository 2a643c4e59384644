#!/usr/bin/python3
"""Nothing but a question is answered: every line of hostile.jsonl gets its code, fast, and leaves no trace (TAP).

A line: sql (BOOK and DIR stand for the book and an empty folder), code (null: it is done and gives nothing), why, options.
Also: the place in the statement, candidates, both languages, and that a session goes on after each refusal.
"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
import golden  # noqa: E402

SECONDS_MAX = 90
LEAST = 60


def sums(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def run(book, sql, *options):
    begun = time.monotonic()
    done = subprocess.run([golden.WEIR, "sql", str(book), "--errors-json", *options, "--", sql], capture_output=True, text=True,
                          env=golden.environment(), timeout=SECONDS_MAX)
    found = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    return done.returncode, found[0] if found else None, done.stdout, time.monotonic() - begun


def check_line(tap, book, folder, case):
    sql = case["sql"].replace("DIR", str(folder)).replace("BOOK", str(book))
    status, error, output, seconds = run(book, sql, *case.get("options", []))
    code = error and error.get("code")
    good = code == case["code"] and (status == 0) == (case["code"] is None) and (code is None or output == "")
    tap.ok(good, f"{case['why']}: {case['code']}", (code, status, case["sql"][:200], output[:200], error))
    return seconds


def test_places(tap, book):
    cases = [("select fund,\n  nam from funds", "E_SQL_COLUMN", "2:3", "name"),
             ("select 一 from funds", "E_SQL_COLUMN", "1:8", ""),
             ("select 1 from fundz", "E_SQL_TABLE", "1:15", "funds"),
             ("select '基金', lenght(fund) from funds", "E_SQL_FUNCTION", "1:14", "length"),
             ("select 1\nfrom funds\nwhere where", "E_SQL_SYNTAX", "3:7", "")]
    for sql, code, place, candidate in cases:
        for lang in ("zh", "en"):
            _, error, _, _ = run(book, sql, "--lang", lang)
            said = json.dumps(error, ensure_ascii=False)
            tap.ok(error and error["code"] == code and place in said and candidate in said,
                   f"{lang}: {code} at {place} {candidate}", error)


def test_session(tap, book, cases):
    """One connection for all of it: what was refused leaves nothing behind, and the next question is answered."""
    quick = [case["sql"] for case in cases if case["code"] in ("E_SQL_FORBIDDEN", "E_SQL_TABLE") and ";" not in case["sql"]]
    marks = 0
    for sql in quick[::9]:
        done = subprocess.run([golden.WEIR, "sql", str(book), "--json"], input=f"select 1 as one;\n{sql};\nselect 2 as two;\n",
                              capture_output=True, text=True, env=golden.environment())
        marks += '"one":1' in done.stdout and '"two"' not in done.stdout and done.returncode in (2, 3)
    tap.ok(marks == len(quick[::9]), "statements from a file end at the first that is refused", marks)


def main():
    tap = golden.Tap()
    cases = [json.loads(line) for line in (HERE / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        folder = top / "empty"
        folder.mkdir()
        book = top / "book" / "small.weir"
        book.parent.mkdir()
        golden.make_fixed(book)
        run(book, "select 1")
        before = sums(book.parent)
        slowest = max((check_line(tap, book, folder, case), case["why"]) for case in cases)
        tap.ok(sums(book.parent) == before, "the book's files are as they were")
        tap.ok(not list(folder.iterdir()), "no file was made")
        tap.ok(len(cases) >= LEAST, f"{len(cases)} hostile statements, at least {LEAST}")
        print(f"# slowest: {slowest[0]:.1f} s, {slowest[1]}")
        test_places(tap, book)
        test_session(tap, book, cases)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
