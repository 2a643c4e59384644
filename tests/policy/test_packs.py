#!/usr/bin/env python3
"""Packs with wrong files (TAP): every fault is told with file, line, code and remedy, and the other rules still run; missing data,
division by zero, a query without end and a parameter without a value are undetermined, never a pass; versions change with the day."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WEIR = os.environ.get("WEIR", str(pathlib.Path(os.environ.get("WEIR_BUILD", ROOT / "build")) / "weir"))
SOURCES = "id,title,issuer,date,url\ns1,某通知,某局,2020-01-01,\n"
NAMES = "name,value,unit,region,classes,level,valid_from,valid_to,clause,source,confidence\n"
CAP = "cap,20%,,,,,2020-01-01,,第一条,s1,A\n"
HEAD = {"rule": "T-1", "zh": "测试", "en": "test", "clause": "第一条", "source": "s1", "confidence": "A", "severity": "block",
        "jurisdiction": "100000", "valid": "2020-01-01..", "parameters": "cap", "test": "part/whole <= cap"}
QUERY = "select fund as subject, invested as part, committed as whole from fund_total"
GOOD = dict(HEAD, rule="T-GOOD", test="flag", parameters=None)
GOOD_QUERY = "select id as subject, 0 as flag from parties where class = 'sub_fund'"
ROWS = [
    {"kind": "party.registered", "id": "gov", "name": "甲市财政局", "class": "government", "region": "440300", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "f1", "name": "一号子基金", "class": "sub_fund", "region": "440300", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "f2", "name": "二号子基金", "class": "sub_fund", "region": "440300", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "e1", "name": "企业一", "class": "enterprise", "region": "440300", "date": "2020-01-01"},
    {"kind": "commitment.signed", "investor": "gov", "fund": "f1", "amount": "1亿元", "date": "2020-02-01"},
    {"kind": "contribution.paid", "investor": "gov", "fund": "f1", "amount": "1亿元", "date": "2020-03-01"},
    {"kind": "investment.made", "fund": "f1", "enterprise": "e1", "amount": "2000万元", "date": "2020-04-01"},
]


def text(head, query=QUERY, more=""):
    return "".join("-- %s: %s\n" % (k, v) for k, v in head.items() if v is not None) + more + query + "\n"


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, name))
        if not good:
            print("# " + str(detail)[:2000].replace("\n", "\n# "))


class World:
    def __init__(self, folder):
        self.packs = pathlib.Path(folder) / "packs"
        self.book = str(pathlib.Path(folder) / "book.weir")
        rows = pathlib.Path(folder) / "rows.jsonl"
        rows.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in ROWS), encoding="utf-8")
        self.run("init", self.book)
        assert self.run("import", self.book, str(rows))[0] == 0

    def run(self, *words):
        done = subprocess.run([WEIR, *words, "--lang", "en"], capture_output=True, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def write(self, files):
        shutil.rmtree(self.packs, ignore_errors=True)
        (self.packs / "p").mkdir(parents=True)
        base = {"sources.csv": SOURCES, "p/parameters.csv": NAMES + CAP, "p/good.sql": text(GOOD, GOOD_QUERY)}
        for name, content in {**base, **files}.items():
            (self.packs / name).write_text(content, encoding="utf-8")

    def faults(self):
        status, out, _ = self.run("check", "--pack", str(self.packs), "--json")
        return status, [(r["code"], r["file"], r["line"]) for r in json.loads(out)["rows"]]

    def check(self, *more, on="2024-01-01"):
        status, out, said = self.run("check", self.book, "--policy", str(self.packs), "--as-of", on, "--json", *more)
        assert status == 0, said
        return {(r["rule"], r["subject"]): r for r in json.loads(out)["rows"]}


def line_of(content, start):
    return [i for i, l in enumerate(content.split("\n"), 1) if l.startswith(start)][0]


def head(**change):
    return {**HEAD, **change}


WRONG = [  # what, files, code, file, the line that begins with this
    ("a missing clause", {"p/t.sql": text(head(clause=None))}, "E_POLICY_KEY", "p/t.sql", None),
    ("an unknown key of a header", {"p/t.sql": text(HEAD, more="-- colour: red\n")}, "E_POLICY_HEADER", "p/t.sql", "-- colour"),
    ("a key twice", {"p/t.sql": text(HEAD, more="-- clause: 第二条\n")}, "E_POLICY_KEY_TWICE", "p/t.sql", "-- clause: 第二"),
    ("a severity that is none", {"p/t.sql": text(head(severity="fatal"))}, "E_POLICY_VALUE", "p/t.sql", "-- severity"),
    ("a validity without a day", {"p/t.sql": text(head(valid="soon.."))}, "E_POLICY_VALUE", "p/t.sql", "-- valid"),
    ("a block on a weak source", {"p/t.sql": text(head(confidence="C"))}, "E_POLICY_CONFIDENCE", "p/t.sql", "-- severity"),
    ("a limit that is no parameter of the rule", {"p/t.sql": text(head(parameters=None))}, "E_POLICY_LIMIT_NAME", "p/t.sql", "-- test"),
    ("a header without a query", {"p/t.sql": text(HEAD, "")}, "E_POLICY_QUERY", "p/t.sql", None),
    ("a hole that nothing fills", {"p/t.sql": text(HEAD, "select id as subject,\n  {nothing} as part, 2 as whole from parties")}, "E_POLICY_HOLE", "p/t.sql", "  {nothing}"),
    ("a let that nothing uses", {"p/t.sql": text(HEAD, more="-- let: fact = fact_x\n")}, "E_POLICY_HOLE", "p/t.sql", "-- let"),
    ("a let that would end a text", {"p/t.sql": text(HEAD, "{fact}", more="-- let: fact = x' or 1\n")}, "E_POLICY_VALUE", "p/t.sql", "-- let"),
    ("versions that overlap", {"p/t.sql": text(HEAD), "p/u.sql": text(head(valid="2021-01-01.."))}, "E_POLICY_OVERLAP", "p/u.sql", "-- valid"),
    ("a source that nobody lists", {"p/t.sql": text(head(source="s9"))}, "E_POLICY_SOURCE", "p/t.sql", "-- source"),
    ("a parameter that is not there", {"p/t.sql": text(head(parameters="cap,cup"))}, "E_POLICY_PARAMETER", "p/t.sql", "-- parameters"),
    ("a table with wrong heads", {"p/parameters.csv": "name,value\n"}, "E_POLICY_TABLE", "p/parameters.csv", "name"),
    ("a row with too few cells", {"p/parameters.csv": NAMES + CAP + "cup,3\n"}, "E_POLICY_CELLS", "p/parameters.csv", "cup"),
    ("two rows that could both apply", {"p/parameters.csv": NAMES + CAP + CAP.replace("20%", "30%")}, "E_POLICY_TWO_ROWS", "p/parameters.csv", None),
    ("a column that the test cannot take", {"p/t.sql": text(HEAD, QUERY.replace("as part", "as flag"))}, "E_POLICY_COLUMN", "p/t.sql", None),
    ("a column that lacks", {"p/t.sql": text(HEAD, "select id as subject, 1 as part from parties")}, "E_POLICY_COLUMN_LACKS", "p/t.sql", None),
    ("a column that no table has", {"p/t.sql": text(HEAD, QUERY.replace("invested", "investd"))}, "E_SQL_COLUMN", "p/t.sql", "select"),
    ("a syntax error on the query's second line", {"p/t.sql": text(HEAD, "select id as subject,\n  1 as as part, 2 as whole from parties")}, "E_SQL_SYNTAX", "p/t.sql", "  1 as"),
]
AT_RUN = [  # faults that need rows: what, query, header, code
    ("a fraction where a whole number belongs", "select fund as subject, 0.5 as part, committed as whole from fund_total", HEAD, "E_POLICY_CELL"),
    ("two rows for one subject", QUERY + " union all select fund, 1, 2 from fund_total", HEAD, "E_POLICY_TWICE"),
    ("a subject that is nobody", "select 'nobody' as subject, 1 as part, 2 as whole", HEAD, "E_POLICY_SUBJECT"),
]


def test_files(tap, w):
    w.write({"p/t.sql": text(HEAD)})
    tap.ok(w.faults() == (0, []), "a pack without faults", w.faults())
    for name, files, code, file, start in WRONG:
        w.write(files)
        status, found = w.faults()
        at = [f for f in found if f[0] == code and f[1] == file]
        wanted = line_of({**{"p/parameters.csv": NAMES + CAP}, **files}[file], start) if start else None
        tap.ok(status == 3 and at and (wanted is None or at[0][2] == wanted), "%s: %s with its line" % (name, code), (wanted, found))
        tap.ok(w.check().get(("T-GOOD", "f1"), {}).get("outcome") == "pass", "%s: the others run" % name)
    w.write({"p/t.sql": text(head(severity="fatal"))})
    status, _, said = w.run("check", "--pack", str(w.packs), "--errors-json")
    tap.ok("E_POLICY_WRONG" in said, "a pack with faults is refused: E_POLICY_WRONG", said)


def told(w):
    status, out, _ = w.run("check", w.book, "--policy", str(w.packs), "--as-of", "2024-01-01")
    return out


def test_rows(tap, w):
    for name, query, header, code in AT_RUN:
        w.write({"p/t.sql": text(header, query)})
        out = told(w)
        found = w.check()
        tap.ok("p/t.sql:" in out and "fault" in out, "%s: %s is told below the verdicts" % (name, code), out[-600:])
        tap.ok(not any(r["outcome"] == "pass" for k, r in found.items() if k[0] == "T-1"), "%s: never a pass" % name, found)
    w.write({"p/t.sql": text(HEAD)})
    tap.ok(w.check()[("T-1", "f1")]["outcome"] == "pass", "20 % of 100 million: exactly the limit")
    w.write({"p/t.sql": text(HEAD, "select id as subject, 1 as part, 0 as whole from parties where class = 'sub_fund'")})
    tap.ok(w.check()[("T-1", "f1")]["outcome"] == "undetermined", "a whole of nothing is undetermined")
    w.write({"p/t.sql": text(HEAD, "select id as subject, null as part, 5 as whole from parties where class = 'sub_fund'")})
    tap.ok(w.check()[("T-1", "f1")]["outcome"] == "undetermined", "a part that is not known is undetermined")
    w.write({"p/t.sql": text(HEAD, "with recursive c(x) as (select 1 union all select x + 1 from c) "
                             "select 'f1' as subject, max(x) as part, 1 as whole from c")})
    rows = [r for k, r in w.check("--rule", "T-1").items()]
    tap.ok([r["outcome"] for r in rows] == ["undetermined"], "a query without end is stopped: undetermined", rows)
    w.write({"p/t.sql": text(HEAD), "p/parameters.csv": NAMES + CAP.replace("2020-01-01", "2025-01-01")})
    out = told(w)
    tap.ok(w.check()[("T-1", "f1")]["outcome"] == "undetermined" and "no value" in out,
           "E_POLICY_NO_VALUE: a parameter without a value on that day is undetermined and told", out[-600:])
    w.write({"p/t.sql": text(HEAD), "p/parameters.csv": NAMES + CAP.replace("20%", "5个")})
    tap.ok(w.check()[("T-1", "f1")]["outcome"] == "undetermined" and "does not fit" in told(w), "E_POLICY_UNIT: a limit in another unit is undetermined and told", told(w)[-600:])


def test_shared(tap, w):
    shared = {"p/t.sql": text(HEAD, "{share}", more="-- let: amount = invested\n")}
    w.write(shared)
    (w.packs / "queries").mkdir()
    (w.packs / "queries" / "share.sql").write_text("-- shared; let amount\nselect fund as subject, {amount} as part,\n{rest}\n", encoding="utf-8")
    (w.packs / "queries" / "rest.sql").write_text("  committed as whole from fund_total\n", encoding="utf-8")
    tap.ok(w.faults() == (0, []), "a shared query within a shared query", w.faults())
    tap.ok(w.check()[("T-1", "f1")]["outcome"] == "pass", "its holes are filled by the rule that uses it")
    (w.packs / "queries" / "rest.sql").write_text("{rest}", encoding="utf-8")
    status, found = w.faults()
    tap.ok(status == 3 and [f[0] for f in found] == ["E_POLICY_HOLE"], "one that holds itself ends as a hole", found)


def test_versions(tap, w):
    w.write({"p/t@1.sql": text(head(valid="2015-05-06..2016-07-11", severity="warn")), "p/t@2.sql": text(head(valid="2016-07-11.."))})
    tap.ok(("T-1", "f1") in w.check(on="2024-01-01"), "a version is in force")
    found = {on: [(r["severity"], r["in_force_from"]) for k, r in w.check("--rule", "T-1", on=on).items() if k[1] == "f1"]
             for on in ("2020-06-01",)}
    tap.ok(found["2020-06-01"] == [("block", "2016-07-11")], "the version of the day, with its first day", found)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="weir-packs-") as folder:
        w = World(folder)
        for test in (test_files, test_rows, test_shared, test_versions):
            test(tap, w)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
