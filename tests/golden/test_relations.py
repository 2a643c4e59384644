#!/usr/bin/env python3
"""What every relation owes its reader, on the fixed book and on the real example's (TAP): titles in both languages,
keys that name one row, conditions that find it, figures that can be asked why, amounts that say their interval."""
import json
import os
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import golden  # noqa: E402

# How many columns, from the first, name a row: part of the command line, because `why` asks for them.
KEYS = {"funds": 1, "clusters": 1, "cluster_size": 3, "cluster_unknowns": 3, "stakes": 2, "holdings": 3,
        "positions": 2, "portfolio": 2, "cash": 2, "adjustments": 2, "restatement": 3,
        "fund_total": 2, "fund_year": 3, "flow": 1,
        "money_paths": 3, "money_links": 4, "targets": 1, "readings": 2, "target_pace": 1,
        "metrics": 1, "policy_walk": 5, "coverage": 2, "unknowns": 1, "journal": 1,
        "look": 3, "look_holders": 3, "look_chains": 4, "look_sectors": 3, "look_regions": 3, "look_loops": 2,
        "look_costs": 2,
        "leverage": 5, "reinvestment": 3, "reinvestment_claims": 1, "reinvestment_score": 3, "progress": 1, "reports_due": 2,
        "parties": 1, "aliases": 3, "roles": 4, "members": 3, "tags": 3, "stages": 2, "documents": 1, "programs": 1,
        "measures": 1, "projects": 1, "sizes": 3, "aggregates": 3, "stake_statements": 3, "observations": 1,
        "nav_statements": 2, "parameters": 2, "waivers": 4, "gatherings": 1, "reports": 1, "actors": 1, "closes": 1,
        "performance": 2, "performance_gross": 2, "market_equivalents": 3, "value_bridge": 1}
ROWS_ASKED = 5
CHINESE = re.compile(r"[\u4e00-\u9fff]")
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def show(book, relation, *words):
    done = golden.weir("show", str(book), relation, "--json", "--as-of", golden.AS_OF, *words, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else {"rows": None, "error": done.stderr}


def key_of(relation, row, columns):
    return [str(row[column["name"]]) for column in columns[:KEYS[relation]]]


def spread(rows):
    """A few rows, first and last among them."""
    if len(rows) <= ROWS_ASKED:
        return rows
    return [rows[i * (len(rows) - 1) // (ROWS_ASKED - 1)] for i in range(ROWS_ASKED)]


def amount_wrong(cell):
    """Why an amount cannot be used by a program, or nothing."""
    if not {"lo", "hi", "about", "unknown_count", "unit"} <= set(cell):
        return "lacks one of lo, hi, about, unknown_count, unit"
    ends = [cell["lo"], cell["hi"]]
    if any(end is not None and not (isinstance(end, str) and DECIMAL.fullmatch(end)) for end in ends):
        return "an end is neither null nor a decimal text"
    if None not in ends and float(ends[0]) > float(ends[1]):
        return "lo above hi"
    if not isinstance(cell["about"], bool) or not isinstance(cell["unknown_count"], int):
        return "about or unknown_count has another type"
    return ""


def test_titles(tap, book):
    """The list of relations: both languages, and each column's two titles."""
    lists = {lang: {row["name"]: row for row in json.loads(golden.weir("show", str(book), "--json", "--lang", lang).stdout)}
             for lang in ("zh", "en")}
    tap.ok(set(lists["zh"]) == set(KEYS), "the list of relations is that of this test", set(lists["zh"]) ^ set(KEYS))
    tap.ok(list(lists["zh"]) == list(lists["en"]), "the list has one order in both languages")
    for name in lists["zh"]:
        zh, en = lists["zh"][name], lists["en"][name]
        good = all(CHINESE.search(zh[what]) and en[what] and not CHINESE.search(en[what]) for what in ("title", "about"))
        tap.ok(good, "%s: title and description in zh and en" % name, (zh, en))
    return [name for name in lists["zh"] if name in KEYS]


def test_columns(tap, relation, shown):
    columns = shown["columns"]
    names = [column["name"] for column in columns]
    tap.ok(len(set(names)) == len(names), "%s: each column once" % relation, names)
    wrong = [column for column in columns if not (CHINESE.search(column["zh"]) and column["en"]
                                                  and not CHINESE.search(column["en"]))]
    tap.ok(not wrong, "%s: each column has a zh and an en title" % relation, wrong)
    titles = [[column[lang] for column in columns] for lang in ("zh", "en")]
    tap.ok(all(len(set(words)) == len(words) for words in titles), "%s: no two columns share a title" % relation, titles)


def test_rows(tap, book, relation, shown):
    """Keys, amounts, and conditions on the key."""
    rows, columns = shown["rows"], shown["columns"]
    label = "%s of %s" % (relation, book.stem)
    keys = [key_of(relation, row, columns) for row in rows]
    twice = sorted({"/".join(key) for key in keys if keys.count(key) > 1})
    tap.ok(not twice, label + ": a key names one row", twice)
    tap.ok(all("None" not in key for key in keys), label + ": no part of a key is empty")
    wrong = [(key, column["name"], amount_wrong(row[column["name"]])) for row, key in zip(rows, keys) for column in columns
             if column["type"] == "amount" and row[column["name"]] is not None and amount_wrong(row[column["name"]])]
    tap.ok(not wrong, label + ": amounts carry their interval", wrong[:5])
    for row in spread(rows):
        key = key_of(relation, row, columns)
        words = [word for column, value in zip(columns, key) for word in ("--where", "%s=%s" % (column["name"], value))]
        found = show(book, relation, *words)
        tap.ok(found["rows"] == [row], "%s: --where finds %s" % (label, "/".join(key)), found.get("error") or found["rows"])


def says_something(value):
    """Not empty, and not the nothing that needs no entry: no distribution, no fund on a list."""
    if isinstance(value, dict):
        return value["lo"] is None or float(value["lo"]) != 0 or value["hi"] is None or float(value["hi"]) != 0
    return value not in (None, 0)


def test_why(tap, books, relation, shown):
    """Each computed column: a row that has a value, on either book; its entries exist."""
    for at, column in enumerate(shown[books[0]]["columns"]):
        if not column["formula"]:
            continue
        asked = [(book, row) for book in books for row in shown[book]["rows"]
                 if says_something(row[column["name"]])]
        label = "why %s %s" % (relation, column["name"])
        if not asked:
            tap.ok(False, label + ": no row has a value")
            continue
        book, row = asked[0]
        key = "/".join(key_of(relation, row, shown[book]["columns"]))
        done = golden.weir("why", str(book), relation, key, column["name"], "--json", "--as-of", golden.AS_OF, check=False)
        if done.returncode != 0:
            tap.ok(False, "%s (%s)" % (label, key), done.stderr)
            continue
        answer = json.loads(done.stdout)
        last = shown[book]["head"]["seq"]
        entries = [entry["seq"] for entry in answer["entries"]]
        good = answer["formula"] == column["formula"] and answer["formula_text"] and answer["head_seq"] == last
        good = good and entries == sorted(set(entries)) and all(1 <= seq <= last for seq in entries)
        same = answer["value"] == row[column["name"]] or \
            isinstance(answer["value"], dict) and answer["value"].items() <= row[column["name"]].items()
        tap.ok(bool(good), "%s (%s): formula and entries" % (label, key), answer)
        tap.ok(same, "%s: the same value as shown" % label, (answer["value"], row[column["name"]]))
        tap.ok(bool(entries), label + ": entries stand behind it", key)


def moved(entry, investor, column):
    """What an entry adds to the investor's figure, in fen: less for a decrease and for the seller; a merger of funds brings
    rows along and moves nothing itself."""
    if entry["kind"] == "fund.merged":
        return 0
    fen = round(float(entry["amount"]["lo"]) * 100)
    if entry["kind"] == "stake.transferred":
        fen = entry["attrs"]["paid_in"] if column == "paid_in" else fen
        return -fen if entry["subject"] == investor else fen
    return -fen if entry.get("direction") == "decrease" else fen


def test_ledger_sums(tap, book, shown):
    """A sum over the ledger cites what it adds, and nothing else."""
    for column, kind in (("committed", "commitment.signed"), ("paid_in", "contribution.paid"),
                         ("distributed", "distribution.paid")):
        for row in shown["rows"]:
            key = "%s/%s" % (row["investor"], row["fund"])
            if row[column] is None or float(row[column]["lo"]) == 0:
                continue
            done = golden.weir("why", str(book), "stakes", key, column, "--json", "--as-of", golden.AS_OF)
            entries = json.loads(done.stdout)["entries"]
            total = sum(moved(entry, row["investor"], column) for entry in entries)
            parts = {kind, "fund.merged"} | {"committed": {"commitment.changed", "stake.transferred"},
                              "paid_in": {"stake.transferred"}}.get(column, set())
            good = {entry["kind"] for entry in entries} <= parts and total == round(float(row[column]["lo"]) * 100)
            tap.ok(good, "why stakes %s %s: the entries add up to it" % (key, column),
                   [(entry["seq"], entry["kind"], entry.get("amount")) for entry in entries])


def main():
    tap = golden.Tap()
    with tempfile.TemporaryDirectory() as name:
        books = [pathlib.Path(name) / "demo.weir", pathlib.Path(name) / "fixed.weir"]
        golden.make_demo(books[0])
        golden.make_fixed(books[1])
        for relation in test_titles(tap, books[0]):
            shown = {book: show(book, relation) for book in books}
            test_columns(tap, relation, shown[books[0]])
            tap.ok(any(shown[book]["rows"] for book in books), relation + ": a book has rows of it")
            for book in books:
                test_rows(tap, book, relation, shown[book])
            test_why(tap, books, relation, shown)
            if relation == "stakes":
                test_ledger_sums(tap, books[1], shown[books[1]])
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
