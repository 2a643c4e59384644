#!/usr/bin/env python3
"""What drafts would do, and posts that rules block (TAP): only what would change is told, the file keeps its bytes, a breach that
would be new is refused with its clause, a past fact is stored and told, a waiver lets it through until its last day."""
import hashlib
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
    {"kind": "party.registered", "id": "gov", "name": "甲市财政局", "class": "government", "region": "440300", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "soe", "name": "甲市国投", "class": "soe", "region": "440300", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "gp", "name": "乙管理公司", "class": "gp", "region": "440300", "date": "2020-01-01"},
    {"kind": "party.registered", "id": "f1", "name": "一号子基金", "class": "sub_fund", "region": "440300", "sector": "人工智能",
     "date": "2020-01-01"},
    {"kind": "party.registered", "id": "e1", "name": "企业一", "class": "enterprise", "region": "440300", "sector": "人工智能",
     "date": "2020-01-01"},
    {"kind": "commitment.signed", "investor": "gov", "fund": "f1", "amount": "1亿元", "date": "2020-02-01"},
    {"kind": "contribution.paid", "investor": "gov", "fund": "f1", "amount": "1亿元", "date": "2020-03-01"},
    {"kind": "parameter.set", "name": "fact_total_assets", "value": "1亿元", "fund": "f1", "date": "2020-03-01"},
    {"kind": "investment.made", "fund": "f1", "enterprise": "e1", "amount": "1000万元", "date": "2020-04-01"},
]
SOE_AS_GP = {"kind": "role.assigned", "party": "soe", "in": "f1", "role": "gp", "date": "2024-01-01"}
MORE = {"kind": "investment.made", "fund": "f1", "enterprise": "e1", "amount": "1500万元", "date": "2024-05-01"}
PROMISE = {"kind": "parameter.set", "name": "fact_minimum_return_promised", "value": "1个", "fund": "f1", "date": "2024-01-01"}


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
        self.path = str(pathlib.Path(folder) / "book.weir")
        self.drafts = str(pathlib.Path(folder) / "drafts.jsonl")
        self.run("init", self.path)
        self.write(ROWS)
        self.run("import", self.path, self.drafts)

    def run(self, *words):
        done = subprocess.run([WEIR, *words, "--lang", "en"], capture_output=True, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def write(self, rows):
        pathlib.Path(self.drafts).write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")

    def hash(self):
        return hashlib.sha256(pathlib.Path(self.path).read_bytes()).hexdigest()

    def what_if(self, rows, *more):
        self.write(rows)
        status, out, said = self.run("check", self.path, "--as-of", ON, "--with", self.drafts, "--json", *more)
        return status, (json.loads(out)["rows"] if status == 0 else []), said

    def check(self, *more, on=ON):
        return json.loads(self.run("check", self.path, "--as-of", on, "--json", *more)[1])["rows"]

    def post(self, row, *more, on=ON):
        return self.run("post", self.path, json.dumps(row, ensure_ascii=False), "--as-of", on, *more)


def test_what_if(tap, b):
    before = b.hash()
    status, rows, said = b.what_if([MORE])
    found = {(r["rule"], r["object"] or ""): r for r in rows}
    single = found.get(("N-2800-single", "e1"), {})
    tap.ok(status == 0 and single.get("before") == "pass" and single.get("after") == "breach", "10 % becomes 25 %: a breach", (rows, said))
    tap.ok(all(r["rule"].startswith("N-2800-") for r in rows), "nothing is told that would stay as it is", rows)
    tap.ok(b.hash() == before, "the book keeps its bytes")
    status, rows, said = b.what_if([dict(MORE, amount="500万元")])
    single = [r for r in rows if r["rule"] == "N-2800-single"]
    tap.ok([r["change"] for r in single] == ["figure"], "15 %: the same outcome, another figure", (rows, said))
    status, rows, said = b.what_if([SOE_AS_GP])
    tap.ok([(r["rule"], r["change"], r["after"]) for r in rows] == [("N-PEL-3", "new", "breach")], "a new subject of a rule", (rows, said))
    status, _, said = b.what_if([dict(MORE, fund="nobody")])
    tap.ok(status == 3 and "row 1" in said and "nobody" in said, "a bad draft is told with its row", (status, said))
    status, _, said = b.what_if([MORE], "--known-at", "2024-01-01T00:00:00Z")
    tap.ok(status == 2, "drafts do not follow an earlier state", (status, said))
    tap.ok(b.hash() == before, "and all that left no trace")
    mode = os.stat(b.path).st_mode
    table = b.run("check", b.path, "--as-of", ON, "--with", b.drafts)
    tap.ok(table[0] == 0 and "the book is as it was" in table[1] and "rules run again" in table[1], "a table says so", table)
    tap.ok(os.stat(b.path).st_mode == mode and b.run("verify", b.path)[0] == 0, "the book verifies")


def test_block(tap, b):
    status, _, said = b.post(dict(PROMISE, value="0个"))
    tap.ok(status == 0, "without the parameter nothing is asked", said)
    b.post({"kind": "parameter.set", "name": "policy_block", "value": "1个", "date": "2024-01-01"})
    before = b.hash()
    status, _, said = b.post(SOE_AS_GP)
    tap.ok(status == 3 and "N-PEL-3" in said and "f1/soe" in said and "第三条" in said and "--past" in said,
           "a new breach of a rule that blocks is refused with the clause", (status, said))
    tap.ok(b.hash() == before and b.run("verify", b.path)[0] == 0, "nothing was stored")
    status, _, said = b.post(dict(SOE_AS_GP, party="gp"))
    tap.ok(status == 0, "what brings no breach is entered", said)
    status, _, said = b.post(MORE)
    tap.ok(status == 0, "a rule that only warns does not block", said)
    b.write([dict(SOE_AS_GP, date="2024-02-01")])
    status, _, said = b.run("post", b.path, json.dumps(SOE_AS_GP), "--as-of", ON, "--dry-run")
    tap.ok(status == 3 and "N-PEL-3" in said, "a dry run says so as well", (status, said))
    status, out, said = b.post(SOE_AS_GP, "--past")
    tap.ok(status == 0 and "1 new breach" in out, "a past fact is entered and told", (out, said))
    status, out, said = b.post({"kind": "party.alias", "party": "f1", "alias": "一号", "date": "2024-03-01"})
    tap.ok(status == 0, "a breach that stands already blocks nothing", said)


def test_waiver(tap, b):
    waived = {"kind": "rule.waived", "rule": "N-210-13", "subject": "f1", "valid_to": "2026-03-31", "reason": "过渡安排", "date": "2024-01-01"}
    status, _, said = b.post(dict(PROMISE, date="2024-06-01"))
    tap.ok(status == 3 and "N-210-13" in said, "refused before the waiver", (status, said))
    b.post(waived)
    status, _, said = b.post(dict(PROMISE, date="2024-06-01"), on="2026-04-01")
    tap.ok(status == 3, "refused the day after its end", (status, said))
    status, _, said = b.post(dict(PROMISE, date="2024-06-01"), on="2026-03-31")
    tap.ok(status == 0, "let through on its last day", (status, said))
    row = [r for r in b.check("--rule", "N-210-13") if r["subject"] == "f1"][0]
    tap.ok(row["outcome"] == "breach" and row["waived"] == "过渡安排" and row["waived_until"] == "2026-03-31",
           "a waived breach is a breach, with reason and end", row)
    row = [r for r in b.check("--rule", "N-210-13", on="2026-04-01") if r["subject"] == "f1"][0]
    tap.ok(not row["waived"], "no longer waived the day after", row)


def test_past(tap, b):
    b.post({"kind": "parameter.set", "name": "policy_block", "value": "1个", "date": "2024-01-01"})
    waived = {"kind": "rule.waived", "rule": "N-210-13", "subject": "f1", "valid_to": "2026-12-31", "reason": "过渡安排", "date": "2024-01-01"}
    b.post(waived)
    waiver = json.loads(b.run("show", b.path, "waivers", "--as-of", ON, "--json")[1])["rows"][0]["entry"]
    b.write([PROMISE])
    status, _, said = b.run("import", b.path, b.drafts)
    tap.ok(status == 0, "a file of past facts is taken", said)
    row = [r for r in b.check("--rule", "N-210-13") if r["subject"] == "f1"][0]
    tap.ok(row["outcome"] == "breach" and row["waived"], "and its breach is waived", row)
    _, rows, said = b.what_if([{"kind": "entry.reversed", "entry": waiver, "reason": "提前终止"}])
    tap.ok([(r["rule"], r["before"], r["after"], r["waived_until"]) for r in rows] == [("N-210-13", "breach", "breach", None)],
           "drafts tell that a waiver ends", (rows, said))
    status, _, said = b.run("reverse", b.path, str(waiver), "--reason", "提前终止")
    row = [r for r in b.check("--rule", "N-210-13") if r["subject"] == "f1"][0]
    tap.ok(status == 0 and row["outcome"] == "breach" and not row["waived"], "a waiver is ended early by a reversal", (row, said))
    _, rows, said = b.what_if([{"kind": "party.alias", "party": "f1", "alias": "一号", "date": "2024-03-01"}])
    tap.ok(rows == [], "drafts that change no verdict: nothing is told", (rows, said))
    status, _, said = b.run("post", b.path, json.dumps({k: v for k, v in waived.items() if k != "valid_to"}))
    tap.ok(status == 3 and "valid_to" in said, "a waiver without an end is refused", (status, said))


def test_two_processes(tap, b):
    """Clerks who enter at the same time: one of them is refused what the other has done, none is lost, the book verifies."""
    b.post({"kind": "parameter.set", "name": "policy_block", "value": "1个", "date": "2024-01-01"})
    before = json.loads(b.run("show", b.path, "journal", "--json")[1])["rows"]
    rows = [dict(SOE_AS_GP, party="soe" if i % 2 else "gp", date="2024-01-%02d" % (i + 1)) for i in range(4)]
    rows += [{"kind": "party.alias", "party": "f1", "alias": "别名%d" % i, "date": "2024-03-01"} for i in range(4)]
    running = [subprocess.Popen([WEIR, "post", b.path, json.dumps(r), "--as-of", ON, "--lang", "en"], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE) for r in rows]
    done = [(p.communicate()[1].decode(), p.returncode) for p in running]
    blocked = [i for i, (said, status) in enumerate(done) if status == 3 and "N-PEL-3" in said]
    tap.ok(blocked == [1, 3], "what breaks a rule is refused, whoever else writes", done)
    tap.ok(all(status == 0 for _, status in done[4:]), "what breaks none is entered", done)
    stored = sum(status == 0 for _, status in done)
    after = json.loads(b.run("show", b.path, "journal", "--json")[1])["rows"]
    tap.ok(len(after) == len(before) + stored and b.run("verify", b.path)[0] == 0, "as many entries as were accepted", done)


def test_history(tap, b):
    status, out, said = b.run("check", b.path, "--as-of", "2026-12-31", "--rule", "N-210-13", "--subject", "f1", "--history", "--json")
    rows = [(r["from"], r["until"], r["outcome"], r["waived_until"]) for r in json.loads(out)["rows"]] if status == 0 else said
    breach = [r for r in rows if r[2] == "breach"]
    tap.ok(status == 0 and breach and breach[-1] == ("2026-04-01", None, "breach", None) and breach[-2][1] == "2026-04-01"
           and breach[-2][3] == "2026-03-31", "the history of a verdict: waived to its last day, a breach from the next", rows)
    tap.ok(all(a[1] == b_[0] for a, b_ in zip(rows, rows[1:])), "each row ends where the next begins", rows)
    status, _, said = b.run("check", b.path, "--history", "--errors-json")
    tap.ok(status == 2 and "E_HISTORY_OF" in said, "a history of everything is refused", said)
    many = str(pathlib.Path(b.path).parent / "many.weir")
    b.run("generate", many, "--seed", "7", "--events", "20000")
    status, _, said = b.run("check", many, "--as-of", "2025-12-31", "--rule", "N-210-13", "--history", "--errors-json")
    tap.ok(status == 3 and "E_HISTORY_DAYS" in said, "more days than can be looked at are refused", said)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="weir-whatif-") as folder:
        b = Book(folder)
        test_what_if(tap, b)
        test_block(tap, b)
        test_waiver(tap, b)
        test_history(tap, b)
    for test in (test_past, test_two_processes):
        with tempfile.TemporaryDirectory(prefix="weir-whatif-") as folder:
            test(tap, Book(folder))
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
