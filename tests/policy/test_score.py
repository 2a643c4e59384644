#!/usr/bin/env python3
"""Scorecards (TAP): one fund with every leaf worked out by hand, intervals where evidence lacks or nothing official confirms a
leaf, a bonus and its cap, grades with their effect, what-if, and cards with wrong files."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WEIR = os.environ.get("WEIR", str(pathlib.Path(os.environ.get("WEIR_BUILD", ROOT / "build")) / "weir"))
ON = "2026-02-01"
ROWS = [
    {"kind": "party.registered", "id": "gov", "name": "甲市财政局", "class": "government", "region": "350200", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "lp", "name": "民营出资人", "class": "corporate", "region": "350200", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "f1", "name": "一号子基金", "class": "sub_fund", "region": "350200", "sector": "人工智能",
     "date": "2020-01-01"},
    {"kind": "party.registered", "id": "f2", "name": "二号子基金", "class": "sub_fund", "region": "350200", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "e1", "name": "企业一", "class": "enterprise", "sector": "人工智能", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "e2", "name": "企业二", "class": "enterprise", "sector": "医药", "date": "2020-01-01"},
    {"kind": "commitment.signed", "investor": "gov", "fund": "f1", "amount": "6000万元", "date": "2020-02-01"},
    {"kind": "commitment.signed", "investor": "lp", "fund": "f1", "amount": "4000万元", "date": "2020-02-01"},
    {"kind": "contribution.paid", "investor": "gov", "fund": "f1", "amount": "3000万元", "date": "2020-03-01"},
    {"kind": "contribution.paid", "investor": "lp", "fund": "f1", "amount": "1000万元", "date": "2020-03-01"},
    {"kind": "investment.made", "fund": "f1", "enterprise": "e1", "amount": "2100万元", "date": "2020-04-01"},
    {"kind": "investment.made", "fund": "f1", "enterprise": "e2", "amount": "900万元", "date": "2020-04-01"},
    {"kind": "parameter.set", "name": "reinvestment_multiple_of_committed", "value": "1.2倍", "fund": "f1", "date": "2020-02-01"},
]
# leaf: (what the book states, points by the condition that the card's source gives)
STATED = {
    "policy_01": ("65%", 7), "policy_02_01": ("5个", 2.5), "policy_02_02": ("1个", 2), "policy_02_03": ("1个", 3),
    "policy_03_02": ("0个", 3), "policy_03_03": ("0个", 4), "policy_04_01": ("3%", 2), "policy_04_02": ("20%", 1),
    "policy_05": ("49.9%", 4), "policy_06": ("3点", 3), "policy_08_01": ("30%", 3), "policy_08_02": ("2个", 5),
    "layout_01": ("1个", 10), "layout_02": ("70%", 8), "layout_03_01": ("5点", 5), "layout_03_02": ("79.99%", 3), "exec_01_03": ("3%", 1),
    "exec_01_04": ("4.99%", 0), "exec_02_01": ("10个", 0), "exec_02_02": ("1个", 1), "exec_02_03": ("0个", 0),
    "exec_02_04": ("1个", 1)}
# by the book: 1.2 times asked for; 40 % social; 40 % paid in; 10,000,000 of 40,000,000 lies idle
MEASURED = {"policy_03_01": 1, "policy_07": 4, "exec_01_01": 0.5, "exec_01_02": 1}
GROUPS = {"policy": 7 + 7.5 + 8 + 3 + 4 + 3 + 4 + 8, "layout": 10 + 8 + 8, "exec": 2.5 + 2}


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, name))
        if not good:
            print("# " + str(detail)[:2000].replace("\n", "\n# "))


class Book:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.path = str(self.folder / "book.weir")
        self.run("init", self.path)
        self.add(ROWS)

    def run(self, *words):
        done = subprocess.run([WEIR, *words, "--lang", "en"], capture_output=True, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def add(self, rows):
        file = self.folder / "rows.jsonl"
        file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
        status, _, said = self.run("import", self.path, str(file))
        assert status == 0, said

    def score(self, *words):
        status, out, said = self.run("score", self.path, *words, "--as-of", ON, "--json")
        return {r[next(iter(r))]: r for r in json.loads(out)["rows"]} if status == 0 else said


def ends(cell):
    """Points of a cell: a number, or both ends."""
    if cell is None:
        return None
    return (float(cell["lo"]) if cell["lo"] is not None else None, float(cell["hi"]) if cell["hi"] is not None else None)


def test_missing(tap, b):
    sheet = b.score("direction_2025", "f1")
    known = {leaf for leaf in MEASURED if ends(sheet[leaf]["points"]) == (MEASURED[leaf],) * 2}
    tap.ok(known == set(MEASURED), "leaves of the book by hand", {k: sheet[k]["points"] for k in MEASURED})
    lacking = {n for n, r in sheet.items() if r["missing"]}
    tap.ok(lacking == set(STATED), "the other leaves lack evidence, each by name", lacking ^ set(STATED))
    least = sum(MEASURED.values())
    tap.ok(ends(sheet["total"]["points"]) == (least, 100 - 10 + least), "the total is an interval", sheet["total"]["points"])
    tap.ok(ends(sheet["total"]["sure"]) == (0, 100), "nothing is sure: no official text confirms a leaf", sheet["total"]["sure"])
    empty = b.score("direction_2025", "f2")
    tap.ok(ends(empty["total"]["points"]) == (0, 100), "a fund of which nothing is known has anything from 0 to 100", empty["total"])


def test_by_hand(tap, b):
    b.add([{"kind": "parameter.set", "name": "score_direction_2025_" + leaf, "value": value, "fund": "f1", "date": "2025-12-31"}
           for leaf, (value, _) in STATED.items()])
    sheet = b.score("direction_2025", "f1")
    wrong = {leaf: (sheet[leaf]["points"], points) for leaf, (_, points) in STATED.items() if ends(sheet[leaf]["points"]) != (points,) * 2}
    tap.ok(not wrong, "every stated leaf by hand", wrong)
    tap.ok(all(ends(sheet[g]["points"]) == (p, p) for g, p in GROUPS.items()), "groups add up", [sheet[g]["points"] for g in GROUPS])
    total = sum(GROUPS.values())
    tap.ok(ends(sheet["total"]["points"]) == (total, total), "and the total: %s" % total, sheet["total"]["points"])
    status, out, _ = b.run("score", b.path, "direction_2025", "f1", "--as-of", ON)
    tap.ok(status == 0 and "not for a filing" in out, "the table says that it is not for a filing", out[-300:])
    scores = b.score("direction_2025")
    tap.ok(ends(scores["f1"]["points"]) == (total, total) and scores["f1"]["lacking"] == 0, "the list of totals agrees", scores)


def test_what_if(tap, b):
    sheet = b.score("direction_2025", "f1", "--what-if", "exec_01_04=5%", "--what-if", "layout_03_02=80-120%")
    tap.ok(ends(sheet["exec_01_04"]["points"]) == (1, 1) and sheet["exec_01_04"]["how"] == "assumed", "a value is assumed", sheet["exec_01_04"])
    tap.ok(ends(sheet["layout_03_02"]["points"]) == (4, 5), "a range may lie on two steps", sheet["layout_03_02"]["points"])
    status, out, _ = b.run("score", b.path, "direction_2025", "f1", "--as-of", ON, "--what-if", "exec_01_04=5%")
    tap.ok("without the assumption" in out, "the total without it is told too", out[-300:])
    for word, code in (("exec_09=5%", "E_SCORE_NODE"), ("policy=5", "E_SCORE_NODE"), ("exec_01_04=5个", "E_SCORE_VALUE"), ("exec_01_04=", "E_SCORE_VALUE")):
        status, _, said = b.run("score", b.path, "direction_2025", "f1", "--as-of", ON, "--what-if", word, "--errors-json")
        tap.ok(status == 3 and code in said, "%s is refused" % word, (status, said))


def test_provincial(tap, b):
    sheet = b.score("fujian_2025", "f1")
    tap.ok(ends(sheet["policy"]["max"]) == (40, 50) and ends(sheet["policy"]["points"]) == (0, 50), "a group of 40 to 50 points", sheet["policy"])
    values = {"policy": "45点", "compliance": "22点", "results": "31.5点", "bonus": "12点"}
    b.add([{"kind": "parameter.set", "name": "score_fujian_2025_" + k, "value": v, "fund": "f1", "date": "2025-12-31"} for k, v in values.items()])
    sheet = b.score("fujian_2025", "f1")
    tap.ok(ends(sheet["total"]["points"]) == (98.5, 98.5) and ends(sheet["bonus"]["points"]) == (10, 10), "a bonus ends at its cap", sheet)
    status, out, _ = b.run("score", b.path, "fujian_2025", "f1", "--as-of", ON)
    tap.ok("108.5" in out, "and comes on top", out[-300:])


HEAD = "node,parent,zh,en,points,status,kind,unit,source,confidence,note\n"
CARD = HEAD + "total,,总分,total,100,official,group,,x,A,\na,total,甲,a,60,official,manual,percent,x,A,\nb,total,乙,b,40,official,manual,,x,A,\n"
STEPS = "node,points,lo,hi\na,60,50,\na,30,,50\n"
GRADES = "zh,en,lo,hi,effect_zh,effect_en\n优,good,80,101,,\n差,poor,0,80,扣减管理费,the fee is cut\n"


def test_files(tap, b):
    folder = b.folder / "packs"
    card = folder / "somewhere" / "cards" / "own"
    card.mkdir(parents=True)
    (folder / "sources.csv").write_text("id,title,issuer,date,url\n", encoding="utf-8")

    def ask(cards=CARD, steps=STEPS, grades=GRADES, *more):
        for name, text in (("card.csv", cards), ("steps.csv", steps), ("grades.csv", grades)):
            (card / name).write_text(text, encoding="utf-8")
        return b.run("score", b.path, "own", "f1", "--as-of", ON, "--policy", str(folder), *more)

    status, out, said = ask(CARD.replace("40,official,manual,", "40,official,manual,percent"))
    tap.ok(status == 3 and "unit" in said, "a leaf in percent without steps says nothing of points", (status, said))
    status, out, said = ask(CARD, STEPS, GRADES, "--what-if", "a=50%", "--what-if", "b=20.5点")
    tap.ok(status == 0 and "80.5" in out and "grade good" in out, "50 % is on the upper step; 80.5 points are good", (out, said))
    status, out, said = ask(CARD, STEPS, GRADES, "--what-if", "a=50%")
    tap.ok("good, poor (the fee is cut)" in out, "while a leaf lacks, every grade that it may be, with its effect", out)
    for name, given, code, line in (
            ("points that do not add up", dict(cards=CARD.replace("b,40", "b,30")), "E_CARD_TREE", 2),
            ("an unknown parent", dict(cards=CARD.replace("b,total", "b,totl")), "E_CARD_TREE", 4),
            ("a node that stands twice", dict(cards=CARD.replace("b,total,乙", "a,total,乙")), "E_CARD_TREE", 4),
            ("an unknown kind", dict(cards=CARD.replace("b,40,official,manual", "b,40,official,magic")), "E_CARD_CELL", 4),
            ("an unknown status", dict(cards=CARD.replace("b,40,official", "b,40,perhaps")), "E_CARD_CELL", 4),
            ("points that are no number", dict(cards=CARD.replace("b,40", "b,many")), "E_CARD_CELL", 4),
            ("a query that is not there", dict(cards=CARD.replace("b,40,official,manual", "b,40,official,sql")), "E_CARD_CELL", 0),
            ("a gap between steps", dict(steps=STEPS.replace("30,,50", "30,,40")), "E_CARD_STEPS", 3),
            ("steps without a last one", dict(steps=STEPS.replace("60,50,", "60,50,90")), "E_CARD_STEPS", 2),
            ("a step worth more than the leaf", dict(steps=STEPS.replace("60,50,", "70,50,")), "E_CARD_CELL", 2),
            ("steps of nobody", dict(steps=STEPS.replace("a,30", "z,30")), "E_CARD_CELL", 3),
            ("a grade upside down", dict(grades=GRADES.replace("80,101", "80,10")), "E_CARD_CELL", 2)):
        parts = dict(cards=CARD, steps=STEPS, grades=GRADES, **{})
        parts.update(given)
        status, _, said = ask(parts["cards"], parts["steps"], parts["grades"], "--errors-json")
        told = json.loads(said.strip().splitlines()[0]) if said.strip() else {}
        tap.ok(status == 3 and told.get("code") == code and told.get("row", 0) == line, name + " is told with its line", (status, said))
    status, _, said = b.run("score", b.path, "nothing", "--errors-json")
    tap.ok(status == 3 and "E_CARD_UNKNOWN" in said, "an unknown card is told with those there are", said)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="weir-score-") as folder:
        b = Book(folder)
        for test in (test_missing, test_by_hand, test_what_if, test_provincial, test_files):
            test(tap, b)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
