#!/usr/bin/env python3
"""Two spellings of one event are one event (TAP).

Each event below has fields with several spellings; each trial picks one of each, a form (CSV with zh or en headers, LF
or CR LF, with or without BOM, in UTF-8 or GB18030, one row or one column order or another; JSON lines in any order of
keys; `post` with fields or with a JSON line) and enters all of them into a fresh book. Every book must have the same
book hash and the same export. Then decode∘encode: a book of every kind that works, exported, taken in and exported
again, gives the same bytes but for the instants of entry and the heads.
"""
import csv
import io
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WEIR = os.environ.get("WEIR", str(ROOT / "build" / "weir"))
TRIALS = 30
SEED = 20230608
FORMS = ("csv", "json", "post fields", "post json")


class Number(str):
    """A JSON number: these very digits, without quotes."""


# What the events below need; one spelling.
BASE = """
{"kind":"party.registered","id":"gov","name":"财政局","class":"government"}
{"kind":"party.registered","id":"fund","name":"一号母基金","class":"mother_fund"}
{"kind":"party.registered","id":"ent","name":"甲公司","class":"enterprise"}
{"kind":"program.named","id":"plan","name":"某方案"}
"""
# (kind, [spellings of one part of the event, …]); a spelling is {field: text}
N = Number
EVENTS = (
    ("stake.reported", (
        [{"investor": "gov"}, {"investor": "财政局"}], [{"fund": "fund"}, {"fund": "一号母基金"}],
        [{"amount": "15000000000", "unit": "元"}, {"amount": "150亿元"}, {"amount": "150.00亿"}, {"amount": "１５０亿元"},
         {"amount": "15,000,000,000.00 元"}, {"amount": "150", "unit": "亿元"}, {"amount": N("150.0"), "unit": "亿元"},
         {"amount": N("1500000.00"), "unit": "万元"}, {"amount[亿元]": "150"}, {"amount[万元]": "1,500,000.0"},
         {"amount": "15000000000", "unit": "CNY", "qualifier": "exact"}, {"amount": "150亿元人民币", "qualifier": "准确"}],
        [{"share": "67.7213"}, {"share": "67.7213%"}, {"share": "６７.７２１３％"}, {"share": N("67.72130")},
         {"share[%]": "67.7213"}],
        [{"state": "stated"}, {"state": "已述"}], [{"basis": "subscribed"}, {"basis": "认缴规模"}],
        [{"date": "2025-12-15"}, {"date": "2025年12月15日"}, {"date": "2025/12/15"}, {"date": "20251215"},
         {"date": "２０２５-１２-１５"}],
        [{"published": "2025-12"}, {"published": "2025年12月"}], [{"confidence": "high"}, {"confidence": "高"}],
        [{"note": "注:“一号”,含逗号"}], [{"source_row": "c001"}])),
    ("size.reported", (
        [{"subject": "fund"}], [{"basis": "paid_in"}, {"basis": "实缴规模"}],
        [{"amount": "超1500亿元"}, {"amount": ">1500亿"}, {"amount": "1500亿元", "qualifier": "超过"},
         {"amount": "150,000,000,000", "unit": "元", "qualifier": "over"}, {"amount[亿元]": "1500", "qualifier": ">"}],
        [{"date": "2025Q3"}, {"date": "2025年三季度"}])),
    ("indicator.observed", (
        [{"indicator": "ai_output"}], [{"region": "440300"}, {"region": N("440300")}],
        [{"period": "2025-01-01/2025-06-30"}, {"period": "2025H1"}, {"period": "2025年上半年"}],
        [{"value": "1.5", "unit": "%"}, {"value": "1.50%"}, {"value": N("1.5000"), "unit": "percent"}, {"value": "１.５％"}],
        [{"vintage": "outturn"}, {"vintage": "实际"}])),
    ("indicator.observed", (
        [{"indicator": "ai_firms"}],
        [{"value": "20-50", "unit": "家"}, {"value": "20至50家"}, {"value": "20-50", "unit": "count", "qualifier": "range"}],
        [{"period": "2025"}, {"period": "2025年"}], [{"vintage": "forecast"}, {"vintage": "预测"}])),
    ("target.set", (
        [{"id": "t1"}], [{"program": "plan"}], [{"indicator": "ai_output"}],
        [{"comparator": ">="}, {"comparator": "≥"}, {"comparator": "不低于"}],
        [{"value": "3000", "unit": "亿元"}, {"value": "3,000亿元"}, {"value": N("300000000000.0"), "unit": "元"},
         {"value[亿元]": "3000.00"}],
        [{"deadline": "2025-12-31"}, {"deadline": "2025年12月31日"}])),
    ("commitment.signed", (
        [{"investor": "gov"}], [{"fund": "fund"}],
        [{"amount": "1", "unit": "元"}, {"amount": "1.0", "unit": "元"}, {"amount": "1.00元"}, {"amount[元]": N("1")},
         {"amount[元]": N("1.0")}, {"amount[元]": "1.00"}, {"amount": "0.0001万元"}, {"amount": "+1 元"}],
        [{"date": "2024-01-02"}, {"date": "2024年1月2日"}])),
    ("fund.staged", ([{"fund": "fund"}], [{"stage": "formed"}, {"stage": "已设立"}], [{"date": "2024"}, {"date": "2024年"}])),
)
# One event of each kind that works, in an order in which they can be entered.
EVERY_KIND = BASE + """
{"kind":"party.registered","id":"gp","name":"某管理人","class":"gp","name_en":"A manager","region":"440300","sector":"金融","date":"2015-05"}
{"kind":"party.registered","id":"gov2","name":"旧财政局","class":"government"}
{"kind":"party.registered","id":"sub","name":"二号基金","class":"sub_fund"}
{"kind":"party.registered","id":"sub2","name":"三号基金","class":"sub_fund"}
{"kind":"actor.registered","id":"second","name":"第二人","class":"person"}
{"kind":"party.changed","party":"ent","name":"甲股份公司","date":"2024-05-01"}
{"kind":"party.alias","party":"fund","alias":"一号","alias_kind":"short"}
{"kind":"party.merged","party":"gov2","into":"gov","date":"2024-01-01","reason":"机构改革"}
{"kind":"role.assigned","party":"gp","in":"fund","role":"manager","state":"stated","date":"2020-01-01"}
{"kind":"role.ended","party":"gp","in":"fund","role":"manager","date":"2024-06-30"}
{"kind":"fund.formed","fund":"fund","amount":"超100亿元","date":"2020H1"}
{"kind":"fund.staged","fund":"fund","stage":"investing","date":"2021"}
{"kind":"fund.merged","fund":"sub2","into":"sub","ratio":"1.805","date":"2023-06-30"}
{"kind":"enterprise.tagged","party":"ent","tag":"zhuanjingtexin","valid_to":"2027-12-31","date":"2024-07"}
{"kind":"enterprise.untagged","party":"ent","tag":"zhuanjingtexin","date":"2025-01-01"}
{"kind":"cluster.defined","id":"cl","name":"某基金群","class":"fund_cluster","list":"some_list","code":"A1","date":"2022"}
{"kind":"cluster.defined","id":"pop","name":"三只基金","class":"population"}
{"kind":"cluster.member_added","cluster":"cl","member":"fund","reason":"按方案","date":"2022-06"}
{"kind":"cluster.member_removed","cluster":"cl","member":"fund","reason":"退出","date":"2025-06-01"}
{"kind":"size.reported","subject":"cl","basis":"target","amount":"约1000亿元","date":"2022"}
{"kind":"stake.reported","investor":"gov","fund":"fund","share":"99.9","state":"derived","note":"换行\\n与\\"引号\\"、\\\\ 与\\t制表"}
{"kind":"stake.reported","investor":"gov","fund":"sub","amount":"未知","unit":"元","state":"selected"}
{"kind":"holding.reported","investor":"fund","enterprise":"ent","amount":"近 4.5 亿元","round":"B+","part":"lead","round_total":"1000000000元","round_total_words":"近10亿元","state":"stated"}
{"kind":"position.reported","investor":"gov","in":"pop","amount":"不超过30亿元","state":"stated"}
{"kind":"nav.reported","fund":"fund","amount":"20-50亿元","date":"2024-12-31"}
{"kind":"commitment.signed","investor":"gov","fund":"fund","amount":"100000000.01元","date":"2020-02-01"}
{"kind":"contribution.paid","investor":"gov","fund":"fund","amount":"50000000元","inside":"inside","purpose":"capital","date":"2020-03-01","paid":"700.5万美元","rate_source":"外汇交易中心 2020-03-01 中间价"}
{"kind":"contribution.paid","investor":"gov","fund":"fund","amount":"1.01元","date":"2020-03-02"}
{"kind":"distribution.paid","investor":"gov","fund":"fund","amount":"1000元","recallable":"500元","purpose":"capital","date":"2022-03-01"}
{"kind":"investment.made","fund":"fund","enterprise":"ent","amount":"20000000元","share":"12.5","round":"A","date":"2021-03-01"}
{"kind":"commitment.changed","investor":"gov","fund":"fund","amount":"10元","direction":"increase","reason":"增资","date":"2022-05-01"}
{"kind":"call.issued","investor":"gov","fund":"fund","amount":"5元","due":"2022-06","call_number":"三","date":"2022-05-02"}
{"kind":"contribution.defaulted","investor":"gov","fund":"fund","amount":"5元","reason":"逾期","date":"2022-07-01"}
{"kind":"stake.transferred","seller":"gov","buyer":"gp","fund":"fund","amount":"3元","paid_in":"1元","price":"1.5元","reference_day":"2022-06-30","date":"2022-07-02"}
{"kind":"investment.exited","fund":"fund","enterprise":"ent","amount":"100元","cost":"10元","route":"transfer","date":"2022-08-01"}
{"kind":"income.received","fund":"fund","from":"ent","amount":"3元","purpose":"dividend","date":"2022-08-02"}
{"kind":"expense.paid","fund":"fund","to":"gp","amount":"1元","purpose":"management_fee","date":"2022-08-03"}
{"kind":"holding.valued","fund":"fund","enterprise":"ent","amount":"0元","method":"成本法","date":"2022-12-31"}
{"kind":"treasury.moved","payer":"gov","payee":"fund","amount":"9元","budget":"general","date":"2022-01-01"}
{"kind":"concession.granted","beneficiary":"gp","fund":"fund","amount":"2元","clause":"第三条","date":"2022-09-01"}
{"kind":"reinvestment.claimed","fund":"fund","investor":"gov","enterprise":"ent","amount":"5000000元","way":"direct","investment":"INVESTED","region":"440300","evidence":"营业执照","later_financing":"2亿元","lead":"yes","business":"已投产","tax_growth":"3000.5元","job_growth":"12","date":"2022-10-01"}
{"kind":"reinvestment.recognised","claim":"CLAIMED","amount":"4000000元","clause":"第九条","evidence":"完税证明","approved_by":"某局","date":"2022-11-01"}
{"kind":"reinvestment.revoked","recognition":"RECOGNISED","reason":"迁出","date":"2022-12-01"}
{"kind":"cash.confirmed","fund":"fund","amount":"29997000元","date":"2022-12-31"}
{"kind":"document.filed","id":"doc","title":"某通知","number":"某发〔2023〕1号","issuer":"gov","url":"https://example.org/a?b=1&c=2","date":"2023-06-08"}
{"kind":"measure.adopted","id":"m1","program":"plan","title":"某措施","number":"1","clause":"第一条","instrument":"fund","state":"draft","through":"cl"}
{"kind":"target.set","id":"t1","program":"plan","indicator":"ai_output","comparator":"<=","value":"1.5个百分点","deadline":"2027","region":"440300","parent":"","basis":""}
{"kind":"indicator.observed","indicator":"ai_output","period":"2025Q1-Q3","value":"不足1.2个百分点","words":"原话","vintage":"outturn","definition":"定义","document":"doc","span":"第3页","source_words":"原文"}
{"kind":"indicator.observed","indicator":"ai_output","period":"2023-01-01/2023-02-14","value":"-3 %","vintage":"plan"}
{"kind":"target.matched","target":"t1","indicator":"ai_output","width":"year","admissible":"no","reason":"口径不同"}
{"kind":"parameter.set","name":"about_tolerance","value":"5%","reason":"收紧","date":"2024-01-01"}
{"kind":"rule.waived","rule":"QH-18-2","subject":"fund","object":"ent","valid_to":"2025-12-31","reason":"过渡","approved_by":"某局","date":"2024-01-01"}
{"kind":"control.set","mode":"single","limit":"5000万元","reason":"内控办法","date":"2024-01-01"}
{"kind":"gathering.held","title":"创投日","program":"plan","host":"gov","place":"深圳","projects":"12","date":"2024-05-08"}
{"kind":"project.listed","id":"p1","name":"储备项目","fund":"fund","enterprise":"ent","value":"80个"}
{"kind":"report.filed","fund":"fund","from":"gp","period":"2024Q4","report":"ambers_quarterly","title":"季报"}
{"kind":"entry.reversed","entry":"COMMITTED","reason":"误录","booked":"2022-04-01"}
{"kind":"period.closed","through":"2020-12-31"}
{"kind":"commitment.signed","investor":"gov","fund":"sub","amount":"7元","date":"2020-02-01","booked":"2021-01-05"}
"""


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, name))
        if not good:
            print("# " + str(detail)[:1500].replace("\n", "\n# "))
        sys.stdout.flush()


def run(*command, given=b""):
    done = subprocess.run([WEIR, *map(str, command)], capture_output=True, input=given)
    if done.returncode:
        raise RuntimeError("%s %s: status %d: %s" % (command, given[:300].decode("utf-8", "replace"), done.returncode,
                                                     (done.stdout + done.stderr).decode("utf-8", "replace")[:600]))
    return done.stdout


def new_book(path, lines):
    run("init", path, "--maker", "test", "--name", "录入")
    run("import", path, "-", given=lines.strip().encode())
    return path


def book_hash(path):
    return re.search(r"^book ([0-9a-f]{64})$", run("verify", path, "--lang", "en").decode("utf-8"), re.M)[1]


def export(path):
    """Without what may differ: instants of entry, heads, and the hash of the head at which a period was closed."""
    kept = re.sub(rb',"recorded":"[^"]*"', b"", run("export", path))
    return re.sub(rb'("head":")[0-9a-f]{64}', rb"\1", kept)


def zh_titles(kind):
    return {row["field"]: row["title"] for row in json.loads(run("kinds", kind, "--json", "--lang", "zh"))}


# ---- forms ----
def zh_header(word, titles):
    field, bracket, unit = word.partition("[")
    title = {"kind": "种类", "unit": "单位", "qualifier": "限定词"}.get(field) or titles[field]
    return title + ("(%s)" % unit[:-1] if bracket else "")


def as_csv(dice, kind, cells, titles):
    words = list(cells)
    with_kind = dice.random() < 0.5
    if with_kind:
        words.append("kind")
        cells = dict(cells, kind=kind)
    dice.shuffle(words)
    header = [zh_header(word, titles) for word in words] if dice.random() < 0.5 else words
    text = io.StringIO()
    out = csv.writer(text, lineterminator=dice.choice(("\n", "\r\n")),
                     quoting=dice.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    out.writerows([header, [cells[word] for word in words]])
    encoding = dice.choice(("utf-8", "utf-8-sig", "gb18030"))
    options = [] if with_kind else ["--kind", kind]
    return text.getvalue().encode(encoding if told_apart(text.getvalue()) else "utf-8"), options


def told_apart(text):
    """Is its GB18030 no UTF-8? A short text may be both (元 is D4 AA, which is also U+052A): nobody could tell."""
    try:
        return text.isascii() or text.encode("gb18030").decode("utf-8") == text
    except UnicodeDecodeError:
        return True


def json_text(dice, text):
    if isinstance(text, Number):
        return str(text)
    return json.dumps(text, ensure_ascii=dice.random() < 0.5)


def as_json(dice, kind, cells):
    pairs = [("kind", kind)] + list(cells.items())
    dice.shuffle(pairs)
    gap, colon = dice.choice(((",", ":"), (", ", ": "), (" ,\t", " : ")))
    return "{%s}" % gap.join(json.dumps(name, ensure_ascii=dice.random() < 0.5) + colon + json_text(dice, text)
                             for name, text in pairs)


def enter(dice, book, kind, cells, form, titles):
    if form == "csv":
        bytes_, options = as_csv(dice, kind, cells, titles)
        run("import", book, "-", *options, given=bytes_)
    elif form == "json":
        run("import", book, "-", given=(as_json(dice, kind, cells) + dice.choice(("\n", "\r\n", ""))).encode())
    elif form == "post json":
        run("post", book, as_json(dice, kind, cells))
    else:
        pairs = list(cells.items())
        dice.shuffle(pairs)
        run("post", book, kind, *("%s=%s" % pair for pair in pairs))


def test_spellings(tap, scratch):
    titles = {kind: zh_titles(kind) for kind, _ in EVENTS}
    dice, reference, base = random.Random(SEED), None, scratch / "base.weir"
    new_book(base, BASE)
    used = {}
    for trial in range(TRIALS):
        book, log = scratch / ("%d.weir" % trial), []
        book.write_bytes(base.read_bytes())
        try:
            for kind, parts in EVENTS:
                cells = {}
                for spellings in parts:  # the first trial is the plain one
                    cells.update(dice.choice(spellings) if trial else spellings[0])
                form = dice.choice(FORMS) if trial else "json"
                log.append((form, kind, cells))
                used.setdefault(form, set()).add(kind)
                enter(dice, book, kind, cells, form, titles[kind])
            found = (book_hash(book), export(book))
        except RuntimeError as problem:
            tap.ok(False, "trial %d is understood" % trial, problem)
            continue
        reference = reference or found
        differ = [pair for pair in zip(log, found[1].splitlines()[-len(EVENTS):], reference[1].splitlines()[-len(EVENTS):])
                  if pair[1] != pair[2]]
        tap.ok(found == reference, "trial %d: %s" % (trial, ", ".join(sorted({form for form, _, _ in log}))),
               "\n".join(map(str, differ)) or found[0])
    tap.ok(set(used) == set(FORMS), "every form was tried", used)
    return base, reference


def test_each_spelling(tap, scratch, base, reference):
    """Each spelling once beside the plain ones, as JSON and as CSV, so that chance leaves none out."""
    titles = {kind: zh_titles(kind) for kind, _ in EVENTS}
    dice = random.Random(SEED + 1)
    deepest = max(len(spellings) for _, parts in EVENTS for spellings in parts)
    for nth in range(1, deepest):
        for form in ("csv", "json", "post fields"):
            book = scratch / ("each-%d-%s.weir" % (nth, form[:4]))
            book.write_bytes(base.read_bytes())
            try:
                for kind, parts in EVENTS:
                    cells = {}
                    for spellings in parts:
                        cells.update(spellings[nth % len(spellings)])
                    enter(dice, book, kind, cells, form, titles[kind])
                lines = list(zip(export(book).splitlines(), reference[1].splitlines()))
                tap.ok(book_hash(book) == reference[0], "spelling %d of each field, %s" % (nth, form),
                       [pair for pair in lines if pair[0] != pair[1]])
            except RuntimeError as problem:
                tap.ok(False, "spelling %d of each field, %s" % (nth, form), problem)


def test_not_blind(tap, scratch, base, reference):
    """What is another event gives another hash."""
    book = scratch / "other.weir"
    for at, (kind, parts) in enumerate(EVENTS):
        book.write_bytes(base.read_bytes())
        for other, (other_kind, other_parts) in enumerate(EVENTS):
            cells = {}
            for spellings in other_parts:
                cells.update(spellings[0])
            if other == at:
                cells["note"] = "another note"
            run("post", book, as_json(random.Random(0), other_kind, cells))
        tap.ok(book_hash(book) != reference[0], "another note on %s is another book" % kind)


def test_round_trip(tap, scratch):
    lines = [line for line in EVERY_KIND.splitlines() if line]
    committed = 2 + next(i for i, line in enumerate(lines) if '"purpose":"capital","date":"2022' in line)
    lines = [line.replace('"COMMITTED"', str(committed)) for line in lines]
    for word, kind in (("INVESTED", "investment.made"), ("CLAIMED", "reinvestment.claimed"),
                       ("RECOGNISED", "reinvestment.recognised")):
        entry = 2 + next(i for i, line in enumerate(lines) if '"kind":"%s"' % kind in line)
        lines = [line.replace('"%s"' % word, str(entry)) for line in lines]
    closes = [line for line in lines if "period.closed" in line]  # a close is a batch of its own
    first = new_book(scratch / "first.weir", "\n".join(line for line in lines if line not in closes))
    for line in closes:
        run("import", first, "-", given=line.encode())
    kinds = {row["kind"] for row in json.loads(run("kinds", "--json", "--lang", "en")) if not row["state"]}
    exported = run("export", first)
    seen = {json.loads(line).get("kind") for line in exported.splitlines()}
    tap.ok(kinds <= seen, "every kind that works is in the book", sorted(kinds - seen))
    second, third = scratch / "second.weir", scratch / "third.weir"
    for path, given in ((second, exported), (third, None)):
        run("init", path, "--maker", "test", "--name", "录入")
        run("import", path, "-", given=given or run("export", second))
    tap.ok(export(second) == export(first), "export, import, export: the same bytes",
           [pair for pair in zip(export(first).splitlines(), export(second).splitlines()) if pair[0] != pair[1]])
    tap.ok(export(third) == export(second), "and once more", export(third)[:200])
    hashes = {book_hash(path) for path in (first, second, third)}
    tap.ok(len(hashes) == 1, "one book hash", hashes)
    day = ("--as-of", "2026-11-23", "--json")
    for relation in ("stakes", "funds", "journal", "targets"):
        shows = {re.sub(rb'"hash":"[0-9a-f]{64}"|"recorded":"[^"]*"', b"", run("show", path, relation, *day))
                 for path in (first, second)}
        tap.ok(len(shows) == 1, "one %s" % relation, shows)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="weir-spellings-") as name:
        scratch = pathlib.Path(name)
        base, reference = test_spellings(tap, scratch)
        if reference:
            test_each_spelling(tap, scratch, base, reference)
            test_not_blind(tap, scratch, base, reference)
        try:
            test_round_trip(tap, scratch)
        except (RuntimeError, AssertionError) as problem:
            tap.ok(False, "export, import, export", problem)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
