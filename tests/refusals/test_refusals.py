#!/usr/bin/python3
"""Every way to say no, provoked: code, place, both languages, remedy, exit status; and the book is as it was.

A case is a line of a *.jsonl file beside this one (base.jsonl is what each begins with, after the first actor):
  code name            what is expected, and what the case is called
  base                 false: the book has only its first entry
  setup                entries before: objects (one batch), or {"csv": text, "kind": …}, or {"layers": N}: three layers of
                       N funds, each invested in all of the next
  do                   {"post": {…} or [KIND, "field=value", …], "maker": …}
                       {"import": text or [lines] or objects, "hex": bytes, "kind": …, "map": text, "more": [options]}
                       {"cli": [words], "damage": what is done to the file first}
                       words: BOOK, DIR, HERE and {HEAD} stand for the book, its folder, this one, its head
  row field value      where (row 0: none)
  zh en hint_zh hint_en   parts of the texts
  also                 codes of other refusals that come with it
Each is run three times: as JSON, and for people in either language.
"""
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WEIR = os.environ.get("WEIR", str(ROOT / "build" / "weir"))
EXIT = {"USAGE": 2, "REFUSAL": 3, "FAULT": 4, "DAMAGE": 5}

# Codes that no command line can reach, and the unit test that reaches them.
BY_UNIT = {
    "E_LOOK_MANY": "test_look_look.c",         # needs hundreds of funds in a row
    "E_HEAD_MOVED": "test_journal_append.c",   # the program catches up before it writes
    "E_JOURNAL_MODE": "test_journal_open.c",   # needs a file system without WAL
    "E_JOURNAL_WRITING": "test_journal_lock.c",  # needs a long append under way at that moment
    "E_COPY_DIFFERS": "test_app_backup.c",     # needs a book that changes beneath the program
    "E_READ_BACK": "test_journal_tamper.c",    # needs a store that alters what it is given
    "E_LIMIT": "test_app_ingest.c",            # needs memory that runs out at a chosen place
    "E_SNAPSHOT_DIFFERS": "test_app_verify.c",  # needs rows of another book under the head of this one
    "E_SEAL_FACTS": "test_app_seal.c",         # needs a signed lie about the facts of a true chain
}
# What is wrong with a file of a pack is a row of a table, never the end of a command.
BY_UNIT.update(("E_POLICY_" + name, "test_policy_session.c") for name in (
    "KEY HEADER KEY_TWICE VALUE CONFIDENCE LIMIT_NAME QUERY OVERLAP SOURCE PARAMETER TABLE CELLS TWO_ROWS COLUMN "
    "COLUMN_LACKS CELL TWICE SUBJECT NO_VALUE UNIT").split())
BY_UNIT["E_POLICY_HOLE"] = "../policy/test_packs.py"
BY_UNIT.update({code: "../policy/test_whatif.py" for code in ("E_HISTORY_OF", "E_HISTORY_DAYS")})
# Files of cards: by the test that works one out by hand.
BY_UNIT.update({code: "../policy/test_score.py" for code in (
    "E_CARD_UNKNOWN E_CARD_CELL E_CARD_TREE E_CARD_STEPS E_SCORE_NODE E_SCORE_VALUE").split()})
# People and drafts: by the tests of their rooms; the service: by those that ask it.
BY_UNIT.update((code, "test_people_accounts.c") for code in (
    "E_PEOPLE_FILE E_PERSON_UNKNOWN E_PERSON_KNOWN E_PERSON_FIELD E_SCOPE_NEEDED E_PASSWORD_WEAK E_LAST_ADMIN E_SIGN_IN "
    "E_SIGN_IN_WAIT E_SESSION").split())
BY_UNIT.update((code, "test_desk_drafts.c") for code in (
    "E_DESK_FILE E_DRAFT_UNKNOWN E_DRAFT_NAMES E_DRAFT_OWN E_DRAFT_TWICE E_DRAFT_OTHERS E_DRAFT_CHANGED E_DRAFT_DONE "
    "E_APPROVER_SAME E_DRAFT_EMPTY E_REASON_NEEDED E_DRAFT_NOTE E_ATTACHMENT_TYPE E_ATTACHMENT_LARGE E_ATTACHMENT_UNKNOWN").split())
BY_UNIT.update((code, "../http/test_security.py") for code in (
    "E_SERVE_LISTEN E_HTTP_ROUTE E_HTTP_METHOD E_HTTP_BODY E_HTTP_TYPE E_HTTP_PARAMETER E_HTTP_MEMBER E_HTTP_ROLE E_HTTP_CSRF "
    "E_HTTP_HOST E_HTTP_PASSWORD E_HTTP_BUSY E_HTTP_DAMAGED E_HTTP_JOB E_SCOPE_ROW").split())


def run(*words, stdin=b"", lang="en"):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "zh_CN.UTF-8" if lang == "zh" else "C.UTF-8"}
    env.update({key: os.environ[key] for key in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if key in os.environ})
    done = subprocess.run([WEIR, *words], input=stdin, capture_output=True, env=env, timeout=120)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def jsonl(objects):
    return "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)


def layers(width):
    """gov → N funds → N funds → N funds → ent1: N³ ways through."""
    names = [[f"l{layer}x{i}" for i in range(width)] for layer in range(3)]
    rows = [{"kind": "party.registered", "id": n, "name": n, "class": "sub_fund"} for layer in names for n in layer]
    links = [("gov", n) for n in names[0]]
    links += [(a, b) for upper, lower in zip(names, names[1:]) for a in upper for b in lower]
    rows += [{"kind": "stake.reported", "investor": a, "fund": b, "amount": "1亿元", "state": "stated"} for a, b in links]
    return rows + [{"kind": "holding.reported", "investor": n, "enterprise": "ent1", "amount": "1亿元"} for n in names[2]]


class Books:
    """Books by what they begin with, made once and copied."""

    def __init__(self, folder):
        self.folder, self.made, self.count = folder, {}, 0

    def make(self, case):
        base = [] if case.get("base") is False else [json.loads(l) for l in (HERE / "base.jsonl").open(encoding="utf-8")]
        parts = [base] if base else []
        for part in case.get("setup", []):
            if "csv" in part:
                parts.append(part)
            elif "layers" in part:
                parts.append(layers(part["layers"]))
            elif part.get("kind") == "period.closed":  # a close is a batch of its own
                parts += [[part], []]
            elif parts and isinstance(parts[-1], list):
                parts[-1] = parts[-1] + [part]
            else:
                parts.append([part])
        key = json.dumps(parts, sort_keys=True)
        if key not in self.made:
            self.count += 1
            path = self.folder / f"made{self.count}.weir"
            self.check(run("init", str(path)), "init")
            for part in filter(None, parts):
                text, more = (jsonl(part), []) if isinstance(part, list) else (part["csv"], ["--kind", part["kind"]])
                self.check(run("import", str(path), "-", *more, stdin=text.encode()), "setup")
            self.made[key] = path
        return self.made[key]

    @staticmethod
    def check(result, what):
        if result[0] != 0:
            raise AssertionError(f"{what}: {result[2]}")


# ---- damage: what is done to a file before it is opened ----
@contextlib.contextmanager
def opened(path):
    """The file without its triggers; they are put back word by word, in their order."""
    db = sqlite3.connect(path, isolation_level=None)
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    yield db
    for _, sql in triggers:
        db.execute(sql)
    db.execute("PRAGMA journal_mode=WAL")
    db.close()


def sql(*statements):
    def damage(path):
        with opened(path) as db:
            for statement in statements:
                db.execute(statement)
    return damage


def truncate(path):
    path.write_bytes(path.read_bytes()[:-4096])


def foreign(path):
    path.write_bytes(b"not a book at all\n" * 300)


def newer(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=999")
    db.commit()
    db.close()


def schema(path):
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE extra(x)")
    db.commit()
    db.close()


def absent(path):
    path.unlink()


@contextlib.contextmanager
def locked(path):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    yield
    db.execute("ROLLBACK")
    db.close()


# ---- seals beside a book, made with a key in its folder ----
def good(*words):
    Books.check(run(*[str(word) for word in words]), " ".join(str(word) for word in words[:1]))


def post_party(path, name):
    good("post", path, "party.registered", f"id={name}", f"name={name}", "class=soe")


def sealed(path):
    """The book sealed once; the path of its seals."""
    key = path.parent / "case.weir.key"
    good("seal", "--new-key", key)
    good("seal", path, "--key", key)
    return pathlib.Path(f"{path}-seals")


def replaced(old, new):
    def damage(path):
        seals = sealed(path)
        seals.write_text(seals.read_text().replace(old, new))
    return damage


def of_a_copy(change, original=None):
    """The seals of a copy that went its own way."""
    def damage(path):
        other = path.parent / "case.weir.copy"
        shutil.copy(path, other)
        change(other)
        sealed(other).rename(f"{path}-seals")
        if original:
            original(path)
    return damage


def of_another(path):
    other = path.parent / "case.weir.other"
    good("init", other)
    sealed(other).rename(f"{path}-seals")


def shared_key(path):
    good("seal", "--new-key", path.parent / "case.weir.key")
    (path.parent / "case.weir.key").chmod(0o640)


def no_key(path):
    file = path.parent / "case.weir.key"
    file.write_text("my key\n")
    file.chmod(0o600)


DAMAGE = {
    "sealed": sealed, "seal altered": replaced('"note":""', '"note":"x"'), "seal unreadable": replaced('"seq":', '"seq" :'),
    "seals emptied": lambda path: sealed(path).write_text(""), "seal of another": of_another,
    "cut off": of_a_copy(lambda copy: post_party(copy, "late")),
    "rewritten": of_a_copy(lambda copy: post_party(copy, "late"), lambda path: post_party(path, "other")),
    "shared key": shared_key, "no key": no_key,
    "truncate": truncate, "foreign": foreign, "newer": newer, "schema": schema, "absent": absent,
    "chain": sql("UPDATE journal SET recorded_us = recorded_us + 1 WHERE seq = (SELECT max(seq) FROM journal)"),
    "bytes": sql("UPDATE journal SET attrs = replace(attrs, '\":\"', '\" :\"') WHERE seq = 3"),
    "gap": sql("DELETE FROM journal WHERE seq = 5"),
}


# ---- one case ----
def spell(word, path, head):
    return word.replace("HERE", str(HERE)).replace("BOOK", str(path)).replace("DIR", str(path.parent)).replace("{HEAD}", head)


def command_of(do, path, head):
    """Words and standard input of what the case does."""
    if "post" in do:
        what = do["post"]
        words = [json.dumps(what, ensure_ascii=False)] if isinstance(what, dict) else what
        return ["post", str(path), *words] + (["--maker", do["maker"]] if "maker" in do else []), b""
    if "import" in do or "hex" in do:
        text = do.get("import", "")
        if isinstance(text, list):
            text = jsonl(text) if isinstance(text[0], dict) else "\n".join(text) + "\n"
        file = path.parent / "rows.txt"
        file.write_bytes(bytes.fromhex(do["hex"]) if "hex" in do else text.encode())
        words = ["import", str(path), str(file)] + (["--kind", do["kind"]] if "kind" in do else [])
        if "map" in do:
            (path.parent / "map.txt").write_text(do["map"], encoding="utf-8")
            words += ["--map", str(path.parent / "map.txt")]
        return words + do.get("more", []), b""
    return [spell(word, path, head) for word in do["cli"]], b""


def head_of(path):
    status, out, _ = run("verify", str(path))
    return out.decode() if status == 0 else None


def expect(condition, text):
    if not condition:
        raise AssertionError(text)


def check_refusal(case, codes, status, err):
    found = [json.loads(line) for line in err.splitlines()]
    want = case["code"]
    expect(found, "nothing was said")
    expect(sorted(f["code"] for f in found) == sorted([want] + case.get("also", [])),
           f"codes {[f['code'] for f in found]}")
    got = next(f for f in found if f["code"] == want)
    expect(status == EXIT[codes[want][0]], f"exit status {status}")
    for key in ("row", "field", "value"):
        expect(got[key] == case.get(key, 0 if key == "row" else ""), f"{key}: {got[key]!r}")
    for key in ("zh", "en", "hint_zh", "hint_en"):
        expect("{" not in got[key] or "{…}" in got[key], f"{key} has an empty place: {got[key]}")
        if codes[want][1] or not key.startswith("hint"):
            expect(case[key] and case[key] in got[key], f"{key}: {got[key]!r}")
    return got


def check_for_people(got, words, stdin, lang):
    """The same, as a person reads it: place, reason, remedy."""
    _, _, err = run(*words, stdin=stdin, lang=lang)
    expect(got[lang] in err, f"{lang}, for people: {err!r}")
    if got["hint_" + lang]:
        expect("  → " + got["hint_" + lang] in err, f"{lang}: no remedy: {err!r}")
    if got["row"]:
        expect((f"第 {got['row']} 行" if lang == "zh" else f"row {got['row']}") in err, f"{lang}: no row: {err!r}")
    if got["field"]:
        expect((f"字段 {got['field']}" if lang == "zh" else f"field {got['field']}") in err, f"{lang}: no field: {err!r}")


def run_case(case, codes, books, scratch):
    path = scratch / "case.weir"
    for old in scratch.glob("case.weir*"):
        old.unlink()
    shutil.copy(books.make(case), path)
    do, head = case["do"], head_of(path)
    hold = contextlib.nullcontext()
    if do.get("damage") == "locked":
        hold = locked(path)
    elif "damage" in do:
        DAMAGE[do["damage"]](path)
    if "sparse" in do:
        with open(scratch / "large.csv", "wb") as file:
            file.truncate(do["sparse"])
    words, stdin = command_of(do, path, head.split("head ")[1].split()[0])
    bytes_before = path.read_bytes() if path.exists() else None
    with hold:
        status, _, err = run(*words, "--errors-json", stdin=stdin)
        got = check_refusal(case, codes, status, err)
        for lang in ("zh", "en"):
            check_for_people(got, words, stdin, lang)
    if "damage" in do and do["damage"] != "locked":
        expect((path.read_bytes() if path.exists() else None) == bytes_before, "the damaged file was touched")
    else:
        expect(head_of(path) == head, "the book changed")


def read_codes():
    """code → (class, has a hint), from errors.def."""
    codes = {}
    for line in (ROOT / "src/base/errors.def").read_text(encoding="utf-8").splitlines():
        if line.startswith("ERR("):
            name, kind = line[4:].split(", ", 2)[:2]
            codes[name] = (kind.replace("ERR_", ""), not line.rstrip().endswith('"", "")'))
    return codes


def main():
    codes, seen, number = read_codes(), set(), 0
    only = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        books = Books(pathlib.Path(folder))
        scratch = pathlib.Path(folder) / "case"
        scratch.mkdir()
        for file in sorted(HERE.glob("*.jsonl")):
            if file.name == "base.jsonl":
                continue
            for line in file.open(encoding="utf-8"):
                case = json.loads(line)
                seen.add(case["code"])
                if only and case["code"] not in only:
                    continue
                number += 1
                try:
                    run_case(case, codes, books, scratch)
                    print(f"ok {number} - {file.stem}: {case['code']}: {case['name']}")
                except (AssertionError, KeyError, IndexError, ValueError, subprocess.TimeoutExpired) as problem:
                    print(f"not ok {number} - {file.stem}: {case['code']}: {case['name']}\n# {problem!r}")
    for code in sorted(codes) if not only else []:
        number += 1
        unit = BY_UNIT.get(code)
        text = (ROOT / "tests/unit" / unit).read_text(encoding="utf-8") if unit else ""
        good = code in seen if not unit else code in text and code not in seen
        print(f"{'ok' if good else 'not ok'} {number} - {code} is provoked" + (f" by {unit}" if unit else ""))
    print(f"1..{number}")


if __name__ == "__main__":
    main()
