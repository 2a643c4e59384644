#!/usr/bin/python3
"""Every command: its happy path, what it says when it is used wrongly (zh and en), and its exit status."""
import csv
import io
import json
import os
import sqlite3
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WEIR = os.environ.get("WEIR", str(ROOT / "build" / "weir"))
COMMANDS = re.findall(r"^COMMAND\((\w+),", (ROOT / "src/face/cli/commands.def").read_text(encoding="utf-8"), re.M)
OPTIONS = re.findall(r'^OPTION\(\w+, "(--[\w-]+)"', (ROOT / "src/face/cli/options.def").read_text(encoding="utf-8"), re.M)
CODES = re.findall(r"^ERR\((E_\w+)", (ROOT / "src/base/errors.def").read_text(encoding="utf-8"), re.M)
ROWS = """kind,id,name,class,investor,fund,amount,date
party.registered,gov,财政局,government,,,,
party.registered,f1,一号基金,mother_fund,,,,
party.registered,f2,二号基金,sub_fund,,,,
commitment.signed,,,,gov,f1,10亿元,2024-01-05
contribution.paid,,,,gov,f1,3亿元,2024-02-05
"""
tests = []


def test(function):
    tests.append(function)
    return function


class Place:
    """A folder with, when asked, a book of ROWS (entries 2 to 6)."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.book = str(self.folder / "a.weir")

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def filled(self):
        good("init", self.book)
        good("import", self.book, self.write("rows.csv", ROWS))
        return self


def run(*words, stdin=b"", lang="C.UTF-8", **more):
    env = dict(os.environ, LC_ALL=lang)
    env.pop("LANG", None)
    return subprocess.run([WEIR, *words], input=stdin, capture_output=True, env=env, timeout=120, **more)


def good(*words, **more):
    done = run(*words, **more)
    same(done.returncode, 0, f"{words}: {done.stderr.decode()}")
    same(done.stderr, b"", f"{words}: standard error")
    return done.stdout.decode("utf-8")


def bad(status, *words, **more):
    done = run(*words, **more)
    same(done.returncode, status, f"{words}: {done.stderr.decode()}")
    return done.stderr.decode("utf-8")


def same(found, wanted, what=""):
    if found != wanted:
        raise AssertionError(f"{what}: found {found!r}, wanted {wanted!r}")


def holds(text, *parts):
    for part in parts:
        if part not in text:
            raise AssertionError(f"{part!r} is not in {text!r}")


def head_of(place):
    return re.search(r"^head (\S+)$", good("verify", place.book), re.M)[1]


# ---- without a book ----
@test
def no_arguments_say_what_it_is_and_what_to_try(place):
    text = good()
    holds(text, "book of record", "weir init city.weir", "weir kinds")
    holds(run(lang="zh_CN.UTF-8").stdout.decode(), "堰", "weir init city.weir", "新建账本")
    for command in COMMANDS:
        holds(text, command)


@test
def version(place):
    same(good("--version"), "weir " + (ROOT / "VERSION").read_text().strip() + "\n")


@test
def help_knows_every_command_and_option(place):
    text, shown = good("help"), ""
    for command in COMMANDS:
        holds(text, command)
        for lang in ("zh", "en"):
            own = good("help", command, "--lang", lang)
            holds(own, f"weir {command}", "选项" if lang == "zh" else "options", "--errors-json")
            shown += own
        same(good(command, "--help"), good("help", command), command)
    for option in OPTIONS:
        if option != "--version":
            holds(shown, option)
    holds(bad(2, "help", "improt"), "no command improt")


@test
def language_comes_from_the_option_then_the_environment(place):
    holds(bad(2, "nosuch", lang="zh_CN.UTF-8"), "没有命令 nosuch")
    holds(bad(2, "nosuch", lang="en_US.UTF-8"), "no command nosuch")
    holds(bad(2, "nosuch", "--lang", "zh"), "没有命令 nosuch")
    holds(bad(2, "--lang=en", "nosuch", lang="zh_CN.UTF-8"), "no command nosuch")
    holds(bad(2, "help", "--lang", "de"), "--lang", "zh|en")


@test
def usage_errors_say_the_usage(place):
    for words, parts_en, parts_zh in (
            (["import", "x"], ["weir import BOOK FILE", "→ run weir help import"], ["命令用法不对", "→ 运行 weir help import"]),
            (["init"], ["weir init BOOK"], ["weir init BOOK"]),
            (["init", "a", "b"], ["weir init BOOK"], ["weir init BOOK"]),
            (["show", "x", "--as-of"], ["--as-of DAY"], ["--as-of DAY"]),
            (["show", "x", "--nosuch"], ["no option --nosuch"], ["没有选项 --nosuch"]),
            (["show", "x", "--dry-run"], ["no option --dry-run"], ["没有选项 --dry-run"]),
            (["show", "x", "--json=yes"], ["--json", "yes"], ["--json", "yes"]),
            (["show", "x", "y", "--limit", "0"], ["--limit", "0"], ["--limit", "0"]),
            (["show", "x", "--json", "--csv"], ["--json or --csv"], ["只能选一"]),
            (["reverse", "x", "7"], ["--reason TEXT"], ["--reason TEXT"]),
            (["reverse", "x", "seven", "--reason", "y"], ["seven"], ["seven"]),
            (["kinds", "--template"], ["weir kinds KIND --template"], ["weir kinds KIND --template"]),
            (["--version", "x"], ["no command x"], ["没有命令 x"]),
            (["post", "x", "{}", "more"], ["more"], ["more"])):
        holds(bad(2, *words), *parts_en)
        holds(bad(2, *words, lang="zh_CN.UTF-8"), *parts_zh)


@test
def kinds_lists_explains_and_prints_templates(place):
    text = good("kinds")
    holds(text, "party.registered", "commitment.signed", "not yet")
    listed = json.loads(good("kinds", "--json"))
    same(len(listed), len(text.splitlines()) - 2)
    fields = good("kinds", "stake.reported", "--lang", "zh")
    holds(fields, "stake.reported · 出资陈述", "investor", "出资人", "是", "stated")
    for lang in ("zh", "en"):
        template = good("kinds", "party.registered", "--template", "--lang", lang)
        same(template[0], "\ufeff")
        rows = list(csv.reader(io.StringIO(template[1:])))
        same(len(rows), 1)
        holds(rows[0], "名称" if lang == "zh" else "name")
    holds(bad(3, "kinds", "nosuch"), "no kind of event nosuch")
    holds(bad(3, "kinds", "loan.moved"), "not yet")


@test
def every_template_of_a_kind_that_works_is_taken_by_import(place):
    good("init", place.book)
    for kind in json.loads(good("kinds", "--json")):
        if kind["state"]:
            continue
        for lang in ("zh", "en"):
            template = good("kinds", kind["kind"], "--template", "--lang", lang)
            out = good("import", place.book, "-", "--kind", kind["kind"], "--key", kind["kind"] + lang, stdin=template.encode())
            holds(out, "no rows")


# ---- a book ----
@test
def init_makes_a_book_and_never_overwrites(place):
    holds(good("init", place.book, "--maker", "wang", "--name", "王五"), "made the book", "@1")
    actors = json.loads(good("show", place.book, "actors", "--json"))["rows"]
    same([(a["id"], a["name"]) for a in actors], [("wang", "王五")])
    before = pathlib.Path(place.book).read_bytes()
    holds(bad(4, "init", place.book), "exists already")
    holds(bad(4, "init", place.book, lang="zh_CN.UTF-8"), "已存在")
    same(pathlib.Path(place.book).read_bytes(), before)
    other = str(place.folder / "b.weir")
    holds(bad(3, "init", other, "--maker", "Not An Id"), "Not An Id")
    holds(bad(3, "init", other, "--name", "x" * 60000), "longer than")
    same(os.path.exists(other), False)


@test
def import_writes_all_rows_and_says_which(place):
    good("init", place.book)
    file = place.write("rows.csv", ROWS)
    holds(good("import", place.book, file, "--dry-run"), "5 rows are good; nothing was written")
    same(head_of(place).split("@")[1], "1")
    out = good("import", place.book, file, lang="zh_CN.UTF-8")
    holds(out, "已写入 5 行:凭证 2—6", "head " + head_of(place))
    holds(bad(3, "import", place.book, file), "batch key", "entries 2 to 6")
    holds(good("import", place.book, "-", "--kind", "party.registered", stdin="name,class\n丙,soe\n".encode()), "wrote 1 row")


@test
def import_refuses_whole_and_reports_every_bad_row(place):
    place.filled()
    before = head_of(place)
    text = "kind,id,name,class\nparty.registered,ok,好,soe\nparty.registered,x,坏,nosuch\nparty.registered,gov,再,soe\n"
    file, report = place.write("bad.csv", text), str(place.folder / "errors.csv")
    err = bad(3, "import", place.book, file, "--errors", report, lang="zh_CN.UTF-8")
    holds(err, '第 3 行 字段 class 值 "nosuch":nosuch 不在清单中\n  → 可用:', '第 4 行 字段 id 值 "gov":')
    holds(bad(3, "import", place.book, file), 'row 3, field class, value "nosuch": nosuch is not on the list\n  → allowed:')
    same(head_of(place), before)
    rows = list(csv.DictReader(open(report, encoding="utf-8-sig", newline="")))
    same([row["id"] for row in rows], ["ok", "x", "gov"])
    for row in rows:  # the good row stands there too, or sending the file again would lose it
        same(bool(row["error_zh"]) and bool(row["error_en"]), row["id"] != "ok")
    for row, words in zip(rows[1:], (("class", "soe"), ("id", "gov2"))):
        row[words[0]] = words[1]
    mended = io.StringIO()
    writer = csv.DictWriter(mended, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    holds(good("import", place.book, "-", stdin=mended.getvalue().encode()), "wrote 3 rows")


@test
def many_refusals_are_cut_short_for_people_only(place):
    place.filled()
    file = place.write("bad.csv", "kind,id,name,class\n" + "".join(f"party.registered,x{i},坏{i},nosuch\n" for i in range(30)))
    err = bad(3, "import", place.book, file)
    same(err.count("  → "), 20)
    holds(err, "and 10 more")
    holds(bad(3, "import", place.book, file, "--lang", "zh"), "还有 10 处")
    lines = [json.loads(line) for line in bad(3, "import", place.book, file, "--errors-json").splitlines()]
    same([line["row"] for line in lines], list(range(2, 32)))
    same(set(lines[0]), {"code", "row", "field", "value", "zh", "en", "hint_zh", "hint_en"})
    same(lines[0]["code"] in CODES, True)


@test
def the_report_of_errors_takes_nobodys_place(place):
    place.filled()
    file = place.write("bad.csv", "kind,id,name,class\nparty.registered,x,坏,nosuch\n")
    before = pathlib.Path(place.book).read_bytes()
    holds(bad(2, "import", place.book, file, "--errors", file), "--errors")
    holds(bad(2, "import", place.book, file, "--errors", place.book), "--errors")
    same(pathlib.Path(file).read_text(encoding="utf-8").count("nosuch"), 1)
    same(pathlib.Path(place.book).read_bytes(), before)
    holds(bad(3, "import", place.book, file, "--errors", str(place.folder / "none" / "e.csv")), "could not write", "nosuch")


@test
def import_renames_foreign_headers(place):
    good("init", place.book)
    file = place.write("foreign.csv", "企业,性质\n丙公司,soe\n")
    holds(bad(3, "import", place.book, file, "--kind", "party.registered"), "no column 企业")
    mapping = place.write("map.txt", "企业 = name\n性质 = class\n")
    good("import", place.book, file, "--kind", "party.registered", "--map", mapping)
    same(json.loads(good("show", place.book, "parties", "--json"))["rows"][0]["name"], "丙公司")


@test
def post_takes_fields_or_json(place):
    place.filled()
    holds(good("post", place.book, "party.registered", "id=p1", "name=甲=乙", "class=bank"), "entry 7", "@7")
    holds(good("post", place.book, '{"kind":"party.registered","id":"p2","name":"丁","class":"bank"}', "--lang", "zh"), "凭证 8")
    holds(good("post", place.book, "party.registered", "name=戊", "class=bank", "--dry-run"), "nothing was written")
    holds(bad(3, "post", place.book, "party.registered", "name=戊", "class=bank", "--maker", "gov"), "no registered actor gov")
    err = bad(3, "post", place.book, "contribution.paid", "investor=gov", "fund=f1", "amount=8亿元", "date=2024-03-01")
    holds(err, "field amount", "short by 100,000,000.00 yuan", "  → ")
    same("row" in err, False)
    holds(bad(2, "post", place.book, "party.registered", "name"), "name")
    holds(bad(2, "post", place.book, "party.registered", "=x"), "=x")
    same(head_of(place).split("@")[1], "8")


@test
def reverse_leaves_the_past_and_keeps_the_entry(place):
    place.filled()
    holds(good("reverse", place.book, "6", "--reason", "录错"), "entry 7")
    holds(bad(3, "reverse", place.book, "6", "--reason", "录错"), "reversed by entry 7")
    holds(bad(3, "reverse", place.book, "99", "--reason", "录错", "--lang", "zh"), "没有凭证 99")
    holds(good("show", place.book, "journal", "--json"), "entry.reversed")


@test
def show_lists_narrows_sorts_and_prints(place):
    place.filled()
    listed = good("show", place.book)
    holds(listed, "parties", "stakes", "journal")
    same(good("show", place.book, "--lang", "zh") == listed, False)
    table = good("show", place.book, "parties", "--lang", "zh")
    holds(table, "主体 · parties · 3 行", "财政局", "口径:重述;截至 ", "账本 6 条", "head ", "@6")
    rows = json.loads(good("show", place.book, "parties", "--json", "--sort", "-id", "--where", "class!=government"))["rows"]
    same([row["id"] for row in rows], ["f2", "f1"])
    rows = json.loads(good("show", place.book, "parties", "--json", "--where", "class~fund", "--where", "id=f1"))["rows"]
    same([row["id"] for row in rows], ["f1"])
    text = good("show", place.book, "parties", "--csv", "--columns", "name,id", "--limit", "1")
    same(text[0], "\ufeff")
    same(list(csv.reader(io.StringIO(text[1:])))[0][:2], ["name", "id"])
    same(len(list(csv.reader(io.StringIO(text[1:])))), 2)


@test
def show_speaks_of_another_day_and_another_hour(place):
    good("init", place.book)
    first = json.loads(good("show", place.book, "journal", "--json"))
    time.sleep(0.02)
    instant = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() % 1 * 1e6):06d}Z"
    time.sleep(0.02)
    good("import", place.book, place.write("rows.csv", ROWS))
    then = json.loads(good("show", place.book, "journal", "--json", "--known-at", instant))
    same(then["rows"], first["rows"])
    text = good("show", place.book, "parties", "--known-at", instant, "--as-of", "2024-06-30", "--published-by", "2024-05")
    holds(text, "as known at " + instant, "as of 2024-06-30", "published by 2024-05", "1 of 6 entries", "@1\n")
    good("verify", place.book, "--expect", re.search(r"^head (\S+)$", text, re.M)[1])


@test
def amounts_are_shown_in_the_unit_asked_for(place):
    place.filled()
    for unit, digits in (("元", "1,000,000,000"), ("万元", "100,000"), ("亿元", "10"), ("yi", "10")):
        out = good("show", place.book, "stakes", "--unit", unit, "--columns", "investor,committed", "--lang", "zh", "--as-of", "2024-12-31")
        holds(out, f"{digits} {unit}".replace("yi", "亿元"))


@test
def why_gives_the_formula_and_the_entries(place):
    place.filled()
    found = json.loads(good("why", place.book, "stakes", "gov/f1", "committed", "--json"))
    same((found["relation"], found["key"], found["column"]), ("stakes", "gov/f1", "committed"))
    same((found["value"]["lo"], found["value"]["hi"], found["value"]["unit"]), ("1000000000.00", "1000000000.00", "CNY"))
    same([e["seq"] for e in found["entries"]], [5])
    entry = found["entries"][0]
    same((entry["kind"], entry["subject"], entry["object"]), ("commitment.signed", "gov", "f1"))
    same((entry["effective_first"], entry["effective_last"]), ("2024-01-05", "2024-01-05"))
    same(sum(float(e["amount"]["lo"]) for e in found["entries"]), float(found["value"]["lo"]))
    holds(good("why", place.book, "stakes", "gov/f1", "committed", "--lang", "zh", "--unit", "亿元"),
          "10 亿元", "公式", "财政局 → 一号基金", "认缴签署")
    rows = list(csv.reader(io.StringIO(good("why", place.book, "stakes", "gov/f1", "committed", "--csv")[1:])))
    same(rows[0][:2], ["seq", "kind"])
    holds(bad(2, "why", place.book, "stakes", "gov/f9", "committed"), "no row with key gov/f9")
    holds(bad(2, "why", place.book, "stakes", "gov/f1", "colour"), "no column colour")
    holds(bad(2, "why", place.book, "steaks", "gov/f1", "committed"), "no relation steaks")


@test
def backup_is_one_file_with_the_same_head(place):
    place.filled()
    copy = str(place.folder / "copy.weir")
    reader = sqlite3.connect(place.book)  # somebody reads: the log stays beside the book
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM journal").fetchone()
    good("post", place.book, "party.registered", "id=late", "name=迟到公司", "class=soe")
    holds(good("backup", place.book, copy), "copied", head_of(place))
    reader.close()
    same(sorted(path.name for path in place.folder.glob("copy.weir*")), ["copy.weir"])
    same(good("verify", copy), good("verify", place.book))
    holds(bad(4, "backup", place.book, copy), "exists")
    holds(bad(4, "backup", str(place.folder / "none.weir"), str(place.folder / "x.weir")), "no book at")


@test
def verify_holds_the_book_against_a_hash(place):
    place.filled()
    head = head_of(place)
    holds(good("verify", place.book), "6 entries", "head " + head, "book ")
    holds(good("verify", place.book, "--lang", "zh"), "账本完好:6 条凭证")
    good("post", place.book, "party.registered", "name=丙", "class=soe")
    good("verify", place.book, "--expect", head)
    good("verify", place.book, "--expect", head[:16] + "@6")
    holds(bad(5, "verify", place.book, "--expect", "0" * 64 + "@6"), "not the expected one")
    holds(bad(5, "verify", place.book, "--expect", "0" * 64 + "@6", "--lang", "zh"), "与所给不同")
    holds(bad(2, "verify", place.book, "--expect", head.split("@")[0]), "HASH@SEQ")


@test
def seals_leave_the_house_and_come_back(place):
    place.filled()
    key, kept = str(place.folder / "key"), str(place.folder / "kept")
    made = good("seal", "--new-key", key)
    public = re.search(r"^public key ([0-9a-f]{64})$", made, re.M)[1]
    same(os.stat(key).st_mode & 0o777, 0o600)
    secret = pathlib.Path(key).read_text().split()[1]
    out = good("seal", place.book, "--key", key, "--note", "交账", "--out", kept)
    holds(out, "sealed entries 1 to 6 in " + place.book + "-seals", head_of(place), public)
    line = good("seal", place.book, "--key", key, "--out", "-")
    seals = pathlib.Path(place.book + "-seals").read_text(encoding="utf-8")
    same(seals, pathlib.Path(kept).read_text(encoding="utf-8") + line)
    same([json.loads(each)["note"] for each in seals.splitlines()], ["交账", ""])
    for text in (made, out, line, seals):
        same(secret in text, False)
    good("post", place.book, "party.registered", "id=late", "name=迟到公司", "class=soe")
    holds(good("verify", place.book), "7 entries", "2 seals hold, up to entry 6", "unpinned key " + public)
    same("unpinned" in good("verify", place.book, "--public-key", public, "--seals", kept), False)
    copy = str(place.folder / "copy.weir")
    good("backup", place.book, copy)
    same(pathlib.Path(copy + "-seals").read_text(encoding="utf-8"), seals)
    holds(good("verify", copy, "--public-key", public), "2 seals hold")
    other = str(place.folder / "other.weir")
    pathlib.Path(other + "-seals").write_text("mine\n")
    holds(bad(4, "backup", place.book, other), "it exists already")
    same(os.path.exists(other), False)
    same(pathlib.Path(other + "-seals").read_text(), "mine\n")


@test
def two_who_seal_at_once_write_two_lines(place):
    place.filled()
    key = str(place.folder / "key")
    good("seal", "--new-key", key)
    running = [subprocess.Popen([WEIR, "seal", place.book, "--key", key], stdout=subprocess.DEVNULL) for _ in range(4)]
    same([one.wait(timeout=60) for one in running], [0] * 4)
    holds(good("verify", place.book), "4 seals hold")


@test
def a_damaged_book_is_not_sealed(place):
    place.filled()
    key = str(place.folder / "key")
    good("seal", "--new-key", key)
    db = sqlite3.connect(place.book)
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("UPDATE journal SET recorded_us = recorded_us + 1 WHERE seq = 3")
    for _, text in triggers:
        db.execute(text)
    db.commit()
    db.close()
    bad(5, "seal", place.book, "--key", key)
    same(os.path.exists(place.book + "-seals"), False)


@test
def export_restores_to_the_same_facts(place):
    place.filled()
    good("reverse", place.book, "6", "--reason", "录错")
    file, other = str(place.folder / "all.jsonl"), str(place.folder / "b.weir")
    same(good("export", place.book, file), "")
    same(pathlib.Path(file).read_text(encoding="utf-8"), good("export", place.book))
    first = json.loads(pathlib.Path(file).read_text(encoding="utf-8").splitlines()[0])
    same((first["weir_journal"], first["entries"], first["head"]), (1, 7, head_of(place)))
    good("init", other)
    good("import", other, file)
    facts = [re.search(r"^book (\S+)$", good("verify", b), re.M)[1] for b in (place.book, other)]
    same(facts[0], facts[1])
    holds(bad(4, "export", place.book, file), "exists already")
    holds(bad(3, "import", place.book, file), "needs a new one")


@test
def what_is_printed_arrives_or_is_reported(place):
    place.filled()
    if os.path.exists("/dev/full"):
        for words in (["show", place.book, "parties"], ["export", place.book], ["help"], []):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([WEIR, *words], stdout=full, stderr=subprocess.PIPE, timeout=60,
                                      env=dict(os.environ, LC_ALL="C.UTF-8"))
            same(done.returncode, 4, f"{words}")
            holds(done.stderr.decode(), "could not write", "no space left")
    for words in (["show", place.book, "journal"], ["export", place.book]):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([WEIR, *words], stdout=writer, stderr=subprocess.PIPE, timeout=60)
        os.close(writer)
        same((done.returncode, done.stderr), (4, b""), f"{words} into a closed pipe")


@test
def reading_changes_nothing(place):
    place.filled()
    before = pathlib.Path(place.book).read_bytes()
    names = sorted(p.name for p in place.folder.iterdir())
    for words in (["show", place.book, "parties"], ["why", place.book, "parties", "gov", "name"], ["verify", place.book],
                  ["export", place.book]):
        good(*words)
    same(pathlib.Path(place.book).read_bytes(), before)
    same(sorted(p.name for p in place.folder.iterdir()), names)


def main():
    print(f"1..{len(tests)}")
    for number, function in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                function(Place(folder))
                print(f"ok {number} - {function.__name__}")
            except Exception as problem:  # one test that goes wrong is one failure, whatever went wrong
                print(f"not ok {number} - {function.__name__}\n# {problem!r}"[:4000].replace("\n# ", "\n# "))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
