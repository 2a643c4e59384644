#!/usr/bin/python3
"""Every case of every rule in policy/ (TAP): docs/policy.md says what a *.cases file is.

test_cases.py [PART …]     only files whose path has one of these in it; the packs are read from the working tree, not from
                           the program, so nothing need be built again after a rule was changed. WEIR names the binary.
A case compares outcome, and limit and object where it states them. A rule needs a case that passes, one that breaches, one
at the edge (a name with "edge" in it) and one that is undetermined; a rule with a note may say there why one cannot be.
"""
import concurrent.futures
import datetime
import decimal
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
POLICY = ROOT / "policy"
WEIR = os.environ.get("WEIR") or str(ROOT / "build" / "weir")
SPACE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # nothing here need outlive the run
UNITS = {"元": ("CNY", 1), "万元": ("CNY", 10000), "亿元": ("CNY", 100000000), "%": ("percent", 1), "倍": ("times", 1),
         "": ("count", 1), "个": ("count", 1)}
OUTCOMES = ("pass", "breach", "undetermined", "none")


class Wrong(Exception):
    pass


def weir(*words, text=None):
    done = subprocess.run([WEIR, *words], input=text, capture_output=True, text=True, timeout=120,
                          env=dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC"))
    return done.returncode, done.stdout, done.stderr.strip()


def header(path):
    """The keys of a rule's file; a later line of one key is added with a line break."""
    keys = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("--"):
            break
        found = re.match(r"--\s*([a-z_]+)\s*:\s*(.*)", line)
        if found:
            keys[found[1]] = keys[found[1]] + "\n" + found[2] if found[1] in keys else found[2]
    return keys


def rules():
    """{rule id: (pack, note)} of all files."""
    found = {}
    for path in sorted(POLICY.glob("*/*.sql")):
        if path.parent.name == "queries":
            continue  # shared by rules, none themselves
        keys = header(path)
        pack, note = found.get(keys.get("rule"), (path.parent.name, ""))
        found[keys.get("rule")] = pack, note + keys.get("note", "")
    return found


def rule_of(path):
    beside = path.with_suffix(".sql")
    return header(beside).get("rule", path.stem) if beside.exists() else path.stem


def sections(path):
    """Books of a file, each a list of (line number, object)."""
    books = [[]]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
        except ValueError as why:
            raise Wrong("%d: no JSON: %s" % (number, why)) from why
        if one.get("new"):
            books.append([])
        else:
            books[-1].append((number, one))
    return [book for book in books if book]


def batches(book):
    """[(entries, cases)]: cases judge all entries above them."""
    done, entries, cases = [], [], []
    for number, one in book:
        if "case" in one:
            cases.append((number, one))
            continue
        if cases:
            done.append((entries, cases))
            entries, cases = [], []
        entries.append((number, one))
    return done + [(entries, cases)]


def amount(text):
    found = re.fullmatch(r"\s*(-?[0-9,.]+)\s*(\D*?)\s*", text)
    if not found or found[2] not in UNITS:
        raise Wrong("the limit %r is no number with %s" % (text, " ".join(UNITS)))
    unit, factor = UNITS[found[2]]
    return decimal.Decimal(found[1].replace(",", "")) * factor, unit


def same_limit(text, row):
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return text == row["due"], row["due"]
    limit = row["limit"]
    if limit is None:
        return False, None
    return amount(text) == (decimal.Decimal(limit["lo"]), limit["unit"]), "%s %s" % (limit["lo"], limit["unit"])


def judge(case, rows):
    """Nothing, or what is wrong."""
    for key in ("as_of", "subject", "outcome", "article", "why"):
        if not case.get(key):
            raise Wrong("the case states no %s" % key)
    if case["outcome"] not in OUTCOMES:
        raise Wrong("no outcome %r; there are %s" % (case["outcome"], " ".join(OUTCOMES)))
    of = [row for row in rows if row["subject"] == case["subject"]
          and ("object" not in case or (row["object"] or "") == (case["object"] or ""))]
    if case["outcome"] == "none":
        return "there is a row: %s" % show(of[0]) if of else ""
    if not of:
        there = sorted({row["subject"] + "/" + (row["object"] or "") for row in rows})
        return "no row; rows for: %s" % (" ".join(there[:20]) or "nobody")
    if len(of) > 1:
        return "%d rows, the case names no object: %s" % (len(of), " ".join(row["object"] or "''" for row in of))
    if of[0]["outcome"] != case["outcome"]:
        return "outcome %s, the clause demands %s: %s" % (of[0]["outcome"], case["outcome"], show(of[0]))
    if case.get("limit"):
        good, found = same_limit(case["limit"], of[0])
        return "" if good else "limit %s, the clause says %s" % (found, case["limit"])
    return ""


def show(row):
    def figure(x):
        if not isinstance(x, dict):
            return x
        return "%s…%s %s" % (x["lo"], x["hi"], x["unit"]) if x["lo"] != x["hi"] else "%s %s" % (x["lo"], x["unit"])
    keys = ("subject", "object", "outcome", "measured", "limit", "done", "due", "missing", "in_force_from")
    return ", ".join("%s %s" % (key, figure(row[key])) for key in keys if row[key] is not None)


def verdicts(book, rule, as_of):
    try:
        datetime.date.fromisoformat(as_of)
    except (TypeError, ValueError) as why:
        raise Wrong("as_of %r is no day" % as_of) from why
    words = ("check", book, "--policy", str(POLICY), "--rule", rule, "--as-of", as_of)
    code, out, told = weir(*words, "--json")
    if code:
        raise Wrong("weir check: " + told)
    return json.loads(out)["rows"]


def faults(book, rule, as_of, path):
    """What a table says of the rule's own file: it explains why there are no rows."""
    out = weir("check", book, "--policy", str(POLICY), "--rule", rule, "--as-of", as_of)[1]
    names = [f"{path.parent.name}/"]
    return "\n".join(line for line in out.splitlines() if line.startswith(names[0]))


def put(book, entries, key):
    for number, one in entries:
        if "date" not in one and "period" not in one:  # a period stands in the place of a date
            raise Wrong("%d: the entry has no date" % number)
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for _, one in entries)
    code, _, told = weir("import", book, "-", "--key", key, text=text)
    if code:
        raise Wrong("%d: weir import: %s" % (entries[0][0], told))


def run_book(path, rule, book):
    """[(line, name, what is wrong)] of one section."""
    found = []
    with tempfile.TemporaryDirectory(dir=SPACE) as folder:
        name = os.path.join(folder, "case.weir")
        weir("init", name)
        for number, (entries, cases) in enumerate(batches(book)):
            if entries:
                put(name, entries, "batch-%d" % number)
            days = {}
            for line, case in cases:
                day = case.get("as_of")
                try:
                    if day not in days:
                        days[day] = verdicts(name, case.get("rule", rule), day)
                    wrong = judge(case, days[day])
                except Wrong as why:
                    wrong = str(why)
                if wrong:
                    told = faults(name, case.get("rule", rule), day, path) if day else ""
                    wrong += "\n" + told if told else ""
                found.append((line, case, wrong))
    return found


def run_file(path):
    """[(name, what is wrong)], and the set of what was shown."""
    where = path.relative_to(POLICY).as_posix()
    rule, results, seen = rule_of(path), [], set()
    try:
        books = sections(path)
    except Wrong as why:
        return [("%s:%s" % (where, why), str(why))], rule, seen
    for book in books:
        try:
            for line, case, wrong in run_book(path, rule, book):
                results.append(("%s:%d %s" % (where, line, case["case"]), wrong))
                seen.add(case.get("outcome"))
                if "edge" in str(case["case"]).lower() or "边" in str(case["case"]) or "界" in str(case["case"]):
                    seen.add("edge")
        except Wrong as why:
            results.append(("%s:%d book" % (where, book[0][0]), str(why)))
    return results, rule, seen


def missing_of(known, shown, wanted):
    """Rules whose cases do not show everything."""
    for rule, (pack, note) in sorted(known.items(), key=str):
        if wanted and not any(part in "%s/%s" % (pack, rule) for part in wanted):
            continue
        lacks = [kind for kind in ("breach", "pass", "edge", "undetermined") if kind not in shown.get(rule, set())]
        if rule not in shown:
            yield "%s/%s has cases" % (pack, rule), "there is no file %s.cases" % rule
        else:
            yield ("%s/%s has all kinds of case" % (pack, rule),
                   "" if not lacks or note else "no case that shows: %s (and no note says why)" % " ".join(lacks))


def main(wanted):
    count = failed = 0

    def tell(name, wrong):
        nonlocal count, failed
        count += 1
        failed += bool(wrong)
        print("%s %d - %s" % ("not ok" if wrong else "ok", count, name.replace("#", "No.")))
        for line in wrong.splitlines():
            print("#   " + line)
        sys.stdout.flush()

    code, out, told = weir("check", "--pack", str(POLICY))
    tell("the packs have no faults", out + told if code else "")
    paths = [path for path in sorted(POLICY.glob("*/*.cases"))
             if not wanted or any(part in path.relative_to(POLICY).as_posix() for part in wanted)]
    shown = {}
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for results, rule, seen in pool.map(run_file, paths):
            shown.setdefault(rule, set()).update(seen)
            for name, wrong in results:
                tell(name, wrong)
    for name, wrong in missing_of(rules(), shown, wanted):
        tell(name, wrong)
    print("1..%d" % count)
    return 1 if failed or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
