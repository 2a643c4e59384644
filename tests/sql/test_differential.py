#!/usr/bin/python3
"""Every table of a book beside a STRICT table of the same rows: what is asked of one must be answered by the other (TAP).

The book's tables come from the loadable extension, so this is also the test that Python's sqlite3 opens a book. Questions
are random: operators × types of values × orders × limits × joins × groups. At least 60 % must find rows, else the test
would prove nothing. Columns that are arguments too are left out: to ask for one is to ask for other rows. 10,000 questions, 100,000 with WEIR_LONG=1. A failure prints the seed and the question.
"""
# time-limit: 1800
import collections
import json
import os
import pathlib
import random
import sqlite3
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "golden"))
import golden  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = os.environ.get("WEIR_BUILD", str(ROOT / "build"))
LONG = os.environ.get("WEIR_LONG") == "1"
QUESTIONS = 100_000 if LONG else 10_000
SEED = int(os.environ.get("WEIR_SEED", "20261123"))
AS_OF = "2026-11-23"
ROWS_MAX = 3000
BASIS = {"as_of", "known_at", "published_by", "record"}
NEVER_WHOLE = {"money_paths", "money_links", "journal"}  # paths want a start; the journal is as long as the book
OPERATORS = ["=", "=", "=", "==", "<", "<=", ">", ">=", "!=", "<>", "is", "is not"]
ODD = ["null", "''", "'x'", "'~'", "'0'", "' 12 '", "'1e3'", "'12.0'", "'2020-06-30'", "0", "1", "-1", "12", "12.0", "12.5",
       "-0.5", "1e30", "-1e30", "9223372036854775807", "-9223372036854775808", "9.3e18", "x''", "x'41'", "x'00'", "1e308*10",
       "'-'", "'A'", "'syn-fund-1'", "'SYN-FUND-1'", "100000000000.5"]


class Table:
    def __init__(self, name, columns, db):
        self.name, self.columns = name, columns  # (name, is_integer)
        self.values, self.count = {}, 0
        for column, _ in columns:
            found = [row[0] for row in db.execute(f'select distinct "{column}" from "r_{name}" limit 400')]
            self.values[column] = [value for value in found if value is not None]
        self.count = db.execute(f'select count(*) from "r_{name}"').fetchone()[0]


def spell(value):
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def connect(book):
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(f"{BUILD}/weir_sqlite")
    db.execute("select weir_open(?, ?)", (str(book), AS_OF)).fetchone()
    return db


def copy_tables(db, names):
    """A STRICT table beside each of the book's, hidden columns included; those without rows are passed over."""
    tables, empty = [], []
    for name in sorted(names):
        if name in NEVER_WHOLE:
            continue
        info = db.execute(f"select name, type from pragma_table_xinfo('{name}')").fetchall()
        shown = {row[0] for row in db.execute(f"select name from pragma_table_info('{name}')")}
        columns = [(column, kind.startswith("INTEGER")) for column, kind in info
                   if column not in BASIS and not (column.endswith("_") and column not in shown)]
        columns = [(column, whole) for column, whole in columns
                   if not (column not in shown and is_parameter(db, name, column))]
        given = {column for column, _ in info}
        columns = [(column, whole) for column, whole in columns if not (column in shown and column + "_" in given)]
        declared = ", ".join(f'"{column}" {"INTEGER" if whole else "TEXT"}' for column, whole in columns)
        listed = ", ".join(f'"{column}"' for column, _ in columns)
        db.execute(f'create table "r_{name}"({declared}) strict')
        db.execute(f'insert into "r_{name}" select {listed} from "{name}" limit {ROWS_MAX + 1}')
        table = Table(name, columns, db)
        if table.count == 0 or table.count > ROWS_MAX:
            empty.append(name)
        else:
            tables.append(table)
    return tables, empty


def is_parameter(db, name, column):
    """A hidden column that is no companion of a shown one stands for an argument."""
    shown = {row[0] for row in db.execute(f"select name from pragma_table_info('{name}')")}
    return not any(column == base + end for base in shown for end in ("_lo", "_hi", "_unit", "_first", "_last", "_words"))


class Asker:
    def __init__(self, tables, seed):
        self.tables, self.r = tables, random.Random(seed)
        self.weights = [3 if table.name in ("flow", "fund_total", "fund_year", "positions", "funds") else 1
                        for table in tables]
        self.by_text = self.joinable()

    def joinable(self):
        """Pairs of text columns of two tables that share values."""
        pairs = []
        for one in self.tables:
            for other in self.tables:
                for a, a_whole in one.columns:
                    for b, b_whole in other.columns:
                        if a_whole != b_whole or not one.values[a] or not other.values[b] or len(one.values[a]) < 3:
                            continue
                        if one.count * other.count > 200_000 and not (len(other.values[b]) * 3 > other.count):
                            continue
                        if len(set(one.values[a]) & set(other.values[b])) >= 2:
                            pairs.append((one, a, other, b))
        return pairs

    def literal(self, table, column):
        r = self.r
        values = table.values[column]
        if values and r.random() < 0.8:
            value = r.choice(values)
            if r.random() < 0.9:
                return spell(value)
            if isinstance(value, int):
                return r.choice([f"'{value}'", f"{value}.0" if abs(value) < 2**50 else str(value), f"{value}+0.5",
                                 str(value // 2), f"' {value}'", f"cast({value} as real)"])
            return r.choice([spell(value.upper()), spell(value[:-1]), f"cast({spell(value)} as blob)", spell(value + " ")])
        return r.choice(ODD)

    def condition(self, table, alias, depth=0):
        r = self.r
        column, _ = r.choice(table.columns)
        if not table.values[column] and r.random() < 0.8:
            column, _ = r.choice(table.columns)
        name, roll = f'{alias}."{column}"', r.random()
        if depth < 2 and roll < 0.14:
            joint = r.choice(["and", "or", "or"])
            return f"({self.condition(table, alias, depth + 1)} {joint} {self.condition(table, alias, depth + 1)})"
        if roll < 0.20:
            return f"{name} is not null" if r.random() < 0.8 else f"{name} is null"
        if roll < 0.30:
            listed = ", ".join(self.literal(table, column) for _ in range(r.randint(1, 5)))
            return f"{name} {r.choice(['in', 'in', 'not in'])} ({listed})"
        if roll < 0.40:
            return f"{name} between {self.literal(table, column)} and {self.literal(table, column)}"
        if roll < 0.44:
            return f"{name} {r.choice(['like', 'glob'])} {r.choice(['%', '*', spell('%1%'), spell('s*'), spell('2%')]) if False else r.choice([spell('%1%'), spell('s*'), spell('2%'), spell('%')])}"
        if roll < 0.48:
            return f"{name} {r.choice(OPERATORS)} {self.literal(table, column)} collate nocase"
        if roll < 0.51:
            return f"{self.literal(table, column)} {r.choice(OPERATORS)} {name}"
        if roll < 0.54:
            return f"+{name} {r.choice(OPERATORS)} {self.literal(table, column)}"
        operator = r.choice(OPERATORS)
        return f"{name} {operator} {self.literal(table, column)}"

    def where(self, table, alias):
        count = self.r.choice([0, 1, 1, 1, 2])
        return [self.condition(table, alias) for _ in range(count)]

    def table(self):
        return self.r.choices(self.tables, self.weights)[0]

    def some(self, table, alias, most=3):
        chosen = self.r.sample(table.columns, min(len(table.columns), self.r.randint(1, most)))
        return [f'{alias}."{column}"' for column, _ in chosen]

    def plain(self):
        """(question, how many columns are ordered by or None, the shape); a question has {t:name} for each table."""
        r, table = self.r, self.table()
        columns, conditions = self.some(table, "a"), self.where(table, "a")
        distinct = "distinct " if r.random() < 0.15 else ""
        text = f"select {distinct}{', '.join(columns)} from {{{table.name}}} a"
        if conditions:
            text += " where " + " and ".join(conditions)
        roll = r.random()
        if roll < 0.35:
            return text + f" order by {columns[0]}{r.choice(['', ' desc', ' asc'])}", 1, "order"
        if roll < 0.65:
            direction = r.choice(["", " desc"])
            text += " order by " + ", ".join(column + (direction if i == 0 else "") for i, column in enumerate(columns))
            text += f" limit {r.randint(0, 20)}" + (f" offset {r.randint(0, 8)}" if r.random() < 0.4 else "")
            return text, len(columns), "limit"
        return text, 0, "plain"

    def group(self):
        r, table = self.r, self.table()
        by, conditions = self.some(table, "a", 2), self.where(table, "a")
        column = r.choice(table.columns)
        figure = (r.choice(["sum", "min", "max", "count"]) if column[1] else r.choice(["min", "max", "count"]))
        text = f'select {", ".join(by)}, count(*), {figure}(a."{column[0]}") from {{{table.name}}} a'
        if conditions:
            text += " where " + " and ".join(conditions)
        text += " group by " + ", ".join(by)
        if r.random() < 0.3:
            text += f" having count(*) > {r.randint(0, 2)}"
        if r.random() < 0.5:
            return text + f" order by {by[0]}{r.choice(['', ' desc'])}", 1, "group"
        return text, 0, "group"

    def whole(self):
        r, table = self.r, self.table()
        column = r.choice(table.columns)[0]
        conditions = self.where(table, "a")
        text = f'select count(*), count(a."{column}"), min(a."{column}"), max(a."{column}") from {{{table.name}}} a'
        return text + (" where " + " and ".join(conditions) if conditions else ""), 0, "whole"

    def join(self):
        r = self.r
        one, a, other, b = r.choice(self.by_text)
        kind = r.choice(["join", "join", "left join"])
        columns = self.some(one, "a", 2) + self.some(other, "b", 2)
        on = f'a."{a}" {r.choice(["=", "=", "=", "is"])} b."{b}"'
        extra = self.where(one, "a")[:1] + (self.where(other, "b")[:1] if r.random() < 0.4 else [])
        text = f"select {', '.join(columns)} from {{{one.name}}} a {kind} {{{other.name}}} b on {on}"
        if extra:
            text += " where " + " and ".join(extra)
        if r.random() < 0.4:
            return text + " order by " + ", ".join(columns) + f" limit {r.randint(1, 15)}", len(columns), kind
        return text + " order by " + ", ".join(columns) + " limit 2000", len(columns), kind

    def nested(self):
        r = self.r
        one, a, other, b = r.choice(self.by_text)
        inner = self.where(other, "b")
        tail = " and " + inner[0] if inner else ""
        columns = ", ".join(self.some(one, "a", 2))
        form = r.choice(["in", "exists", "scalar"])
        if form == "in":
            clause = f' where b."{b}" is not null{tail}'
            return f'select {columns} from {{{one.name}}} a where a."{a}" in (select b."{b}" from {{{other.name}}} b{clause})', 0, "in"
        if form == "exists":
            negated = r.choice(["", "", "not "])
            return (f'select {columns} from {{{one.name}}} a where {negated}exists '
                    f'(select 1 from {{{other.name}}} b where b."{b}" = a."{a}"{tail})'), 0, "exists"
        return (f'select {columns}, (select count(*) from {{{other.name}}} b where b."{b}" = a."{a}"{tail}) '
                f'from {{{one.name}}} a'), 0, "scalar"

    def question(self):
        return self.r.choices([self.plain, self.group, self.whole, self.join, self.nested], [52, 14, 6, 18, 10])[0]()


def answer(db, text):
    try:
        return db.execute(text).fetchall(), None
    except (sqlite3.OperationalError, sqlite3.IntegrityError) as error:
        return None, str(error)


def typed(rows):
    return [tuple((type(value).__name__, value) for value in row) for row in rows]


def differs(mine, other, ordered):
    """Why the two answers are not one, or nothing."""
    if mine[1] or other[1]:
        return "" if bool(mine[1]) == bool(other[1]) else f"errors differ: {mine[1]} / {other[1]}"
    a, b = typed(mine[0]), typed(other[0])
    if len(a) != len(b):
        return f"{len(a)} rows and {len(b)}"
    if ordered and [row[:ordered] for row in a] != [row[:ordered] for row in b]:
        return "another order"
    if collections.Counter(a) != collections.Counter(b):
        return f"other rows: {list((collections.Counter(a) - collections.Counter(b)).items())[:2]}"
    return ""


def compare(db, tables, count):
    asker, shapes, sizes, bad, errors = Asker(tables, SEED), collections.Counter(), collections.Counter(), [], 0
    mine = {table.name: f'"{table.name}"' for table in tables}
    real = {table.name: f'"r_{table.name}"' for table in tables}
    found, times, walked = 0, collections.Counter(), set()
    for _ in range(count):
        text, ordered, shape = asker.question()
        begun = time.monotonic()
        one, other = answer(db, text.format_map(mine)), answer(db, text.format_map(real))
        times[shape] += time.monotonic() - begun
        wrong = differs(one, other, ordered)
        if wrong:
            bad.append(f"{wrong}: {text}")
            if len(bad) > 5:
                break
        errors += one[1] is not None
        rows = len(one[0]) if one[0] is not None else 0
        found += rows > 0
        shapes[shape] += 1
        walked.update(name for name in mine if "{" + name + "}" in text)
        sizes["0" if rows == 0 else "1" if rows == 1 else "2-9" if rows < 10 else "10-99" if rows < 100 else "100+"] += 1
    print("# shapes:", ", ".join(f"{name} {number}" for name, number in sorted(shapes.items())))
    print("# rows an answer:", ", ".join(f"{name}: {sizes[name]}" for name in ("0", "1", "2-9", "10-99", "100+")))
    print(f"# {found} of {sum(shapes.values())} found rows; {errors} ended in an error on both sides; "
          f"{sum(times.values()):.1f} s in SQLite")
    return bad, found / max(1, sum(shapes.values())), sum(shapes.values()), walked


def books(folder):
    """Invented flows; the real example, whose figures are mostly intervals; the small book that has something of each."""
    made = [folder / "invented.weir", folder / "real.weir", folder / "small.weir"]
    golden.weir("generate", str(made[0]), "--seed", "11", "--events", "1600", "--funds", "6")
    golden.make_demo(made[1])
    golden.make_fixed(made[2])
    return made


def main():
    begun, results, every_bad, shares, asked_all = time.monotonic(), [], [], [], set()
    with tempfile.TemporaryDirectory() as name:
        for book, part in zip(books(pathlib.Path(name)), (2, 4, 4)):
            db = connect(book)
            listed = json.loads(golden.weir("show", str(book), "--json").stdout)
            tables, empty = copy_tables(db, [row["name"] for row in listed])
            print(f"# {book.stem}: {len(tables)} tables with rows; without, or with too many: {', '.join(empty)}")
            bad, share, asked, walked = compare(db, tables, QUESTIONS // part)
            db.close()
            every_bad += bad
            shares.append(share)
            asked_all |= walked
            results.append((not bad and asked == QUESTIONS // part,
                            f"{book.stem}: {QUESTIONS // part} questions are answered as by STRICT tables"))
            results.append((share >= 0.6, f"{book.stem}: at least 60 % of the questions find rows ({share:.0%})"))
            missing = {table.name for table in tables} - walked
            results.append((not missing, f"{book.stem}: every table was asked {missing or ''}"))
    print(f"1..{len(results)}")
    for number, (good, what) in enumerate(results, 1):
        print(("ok" if good else "not ok"), number, "-", what)
    for line in every_bad:
        print("# seed", SEED, line)
    print(f"# {len(asked_all)} tables, {time.monotonic() - begun:.1f} s")
    sys.exit(0 if all(good for good, _ in results) else 1)


main()
