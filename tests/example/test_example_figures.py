#!/usr/bin/env python3
"""The demo's figures (TAP): each is a source's figure or a named formula over cited rows, and nothing is typed in.

The demo is run once with a recorder in place of the binary, so that whatever demo.sh shows is what is checked. Every
figure is then made again in Python (algebra.py from docs/precision.md, figures.py) from the rows that `why --json`
cites; those rows must be the right ones of the whole book, and each must say what its row in source/*.csv says. Then
c104, i034 and o006 are changed in copies: figures that cite them follow, the others stay.
# time-limit: 600
"""
import csv
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import algebra  # noqa: E402
import figures  # noqa: E402
import printed  # noqa: E402
from entries import Entry, Sources, interval_of  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples" / "ai-clusters"
WEIR = os.environ.get("WEIR", str(ROOT / "build" / "weir"))
RECORDER = """#!/bin/sh
# runs weir, and keeps what `show` was asked of the real book and what it printed; the invented one has no sources
if [ "$1" = show ] && [ "$2" = "{book}" ]; then
    n=$(ls "{log}" | wc -l)
    printf '%s\\n' "$@" >"{log}/$(printf %04d "$n").args"
    "{weir}" "$@" >"{log}/$(printf %04d "$n").out" || exit $?
    cat "{log}/$(printf %04d "$n").out"
else
    exec "{weir}" "$@"
fi
"""
# what must change when a source row changes: (relation, key, column); keys end in the numbers of the row as shown
ALTERED = (
    ("c104", "commitments", {"amount_yuan": "45000000000"},
     (("cluster_size", "cn-bigfund3-funds/registered/reported", "net_top_down"),
      ("cluster_size", "cn-bigfund3-funds/registered/reported", "unexplained"),
      ("money_paths", "gov-mof/e-kling/", "share"), ("money_paths", "gov-mof/e-kling/", "attributable"),
      ("money_links", "gov-mof/e-kling/", "amount"), ("money_links", "gov-mof/e-kling/", "share"))),
    ("i034", "investments", {"amount_yuan": "2100000000"},
     (("money_paths", "gov-mof/e-kling/", "amount"), ("money_paths", "gov-mof/e-kling/", "attributable"),
      ("money_links", "gov-mof/e-kling/", "amount"))),
    ("o006", "observations", {"value": "2900", "qualifier": "exact"},
     (("readings", "t046/", "value"), ("readings", "t046/", "passes"))),
)


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, details=()):
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, name))
        for detail in list(details)[:15] if not good else ():
            print("# %s" % (detail,))
        sys.stdout.flush()


class Demo:
    """The demo, run: what it showed, and the book behind it."""

    def __init__(self, example, scratch):
        self.scratch, self.sources = pathlib.Path(scratch), Sources(example)
        self.book_path = self.scratch / "demo.weir"
        log = self.scratch / "log"
        log.mkdir(parents=True)
        recorder = self.scratch / "recorder"
        recorder.write_text(RECORDER.format(log=log, weir=WEIR, book=self.book_path), encoding="utf-8")
        recorder.chmod(0o755)
        done = subprocess.run(["bash", str(example / "demo.sh"), str(recorder), str(self.book_path)],
                              capture_output=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-500:]
        self.shows = [self.read_show(path) for path in sorted(log.glob("*.args"))]
        lines = self.run("export", str(self.book_path)).splitlines()
        self.entries = {e.seq: e for e in (Entry.exported(json.loads(line)) for line in lines[1:])}
        days = {show["as_of"] for show in self.shows}
        assert len(days) == 1, "the demo speaks of one day"
        self.as_of = days.pop()
        self.book = figures.Book(list(self.entries.values()), datetime.date.fromisoformat(self.as_of))
        self.whys = {}

    @staticmethod
    def run(*arguments):
        done = subprocess.run([WEIR, *arguments], capture_output=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, (arguments, done.stderr.decode("utf-8", "replace")[-300:])
        return done.stdout.decode("utf-8")

    def read_show(self, path):
        """One `show` of the demo: its relation, the columns it asked for, its printed rows and the same rows as JSON."""
        arguments = path.read_text(encoding="utf-8").splitlines()[2:]
        show = {"relation": arguments[0], "columns": None, "as_of": None, "unit": "元"}
        again, rest = ["show", str(self.book_path), arguments[0], "--json"], iter(arguments[1:])
        for flag in rest:
            value = next(rest)
            if flag in ("--columns", "--unit", "--lang"):
                show[flag[2:]] = value
                continue
            if flag == "--as-of":
                show["as_of"] = value
            again += [flag, value]
        told = json.loads(self.run(*again))
        names = [column["name"] for column in told["columns"]]
        show["columns"] = show["columns"].split(",") if show["columns"] else names
        show["rows"] = told["rows"]
        show["printed"] = printed.rows(path.with_suffix(".out").read_text(encoding="utf-8"))
        return show

    def why(self, relation, key, column):
        asked = (relation, key, column)
        if asked not in self.whys:
            told = json.loads(self.run("why", str(self.book_path), *asked, "--as-of", self.as_of, "--json"))
            self.whys[asked] = (told["value"], [Entry.cited(entry) for entry in told["entries"]])
        return self.whys[asked]

    def figures(self):
        """Each row shown, once: relation, key, row, columns shown."""
        seen = {}
        for show in self.shows:
            for row in show["rows"]:
                names = list(row)
                key = "/".join(str(row[name]) for name in names[:figures.RELATIONS[show["relation"]][1]])
                seen.setdefault((show["relation"], key), (row, []))[1].extend(show["columns"])
        for (relation, key), (row, columns) in seen.items():
            yield relation, key, row, sorted(set(columns))


def shown_value(cell):
    """A cell of the JSON in the form that figures.py gives."""
    return figures.SHOWN_NONE if cell is None else interval_of(cell) if isinstance(cell, dict) else cell


def same(wanted, cell):
    if isinstance(wanted, tuple):  # a period
        return cell is not None and algebra.span(cell) == wanted
    return shown_value(cell) is wanted or shown_value(cell) == wanted


def stated_only(cell):
    """Without a qualifier that is not there: `show` says null, `why` leaves it out."""
    return {name: value for name, value in cell.items() if name != "qualifier" or value} if isinstance(cell, dict) else cell


def is_figure(row, column):
    return column not in figures.NAMES or isinstance(row[column], dict)


def check_demo(demo, before=None):
    """Lists of what is wrong, by what was asked of it, and every figure's value. With the figures of another book, only
    what differs from them is asked of `why` beyond what making it again needs: a process a question takes its time."""
    wrong = {"recomputed": [], "cited": [], "covered": [], "why": []}
    values = {}
    for relation, key, row, columns in demo.figures():
        function = figures.RELATIONS[relation][0]
        try:
            told, must = function(demo.book, row, lambda column: demo.why(relation, key, column)[1])
        except (AssertionError, StopIteration, ValueError, KeyError, IndexError) as problem:
            wrong["recomputed"].append("%s %s: %s: %s" % (relation, key, type(problem).__name__, problem))
            continue
        new = set()
        for column in columns:
            if column not in told and is_figure(row, column):
                wrong["covered"].append("%s %s %s" % (relation, key, column))
            if column in told:
                values[relation, key, column] = json.dumps(row[column], sort_keys=True)
                if not before or before.get((relation, key, column)) != values[relation, key, column]:
                    new.add(column)
                if not same(told[column], row[column]):
                    wrong["recomputed"].append("%s %s %s is %r, the cited rows give %r" %
                                               (relation, key, column, row[column], told[column]))
        for column in new:
            value = demo.why(relation, key, column)[0]
            if stated_only(value) != stated_only(row[column]):
                wrong["why"].append("%s %s %s: why says %r, show %r" % (relation, key, column, value, row[column]))
        for column, seqs in must.items():
            cited = {e.seq for e in demo.why(relation, key, column)[1]} if not before or column in new else seqs
            if cited != seqs:
                wrong["cited"].append("%s %s %s: lacks %s, need not cite %s" %
                                      (relation, key, column, sorted(seqs - cited), sorted(cited - seqs)))
    return wrong, values


def check_entries(demo):
    """Cited entries beside the exported ones, and both beside the source rows."""
    wrong, count = [], 0
    for _, entries in demo.whys.values():
        for cited in entries:
            exported = demo.entries[cited.seq].facts()
            told = cited.facts()
            wrong += ["entry %d: %s is %r in why, %r in the export" % (cited.seq, name, told[name], exported[name])
                      for name in told if told[name] != exported[name]]
            fault = demo.sources.fault(cited)
            if fault:
                wrong.append("entry %d (%s, %s): %s" % (cited.seq, cited.kind, cited.row, fault))
            count += 1
    return sorted(set(wrong)), count


def check_printed(demo):
    wrong, count = [], 0
    for show in demo.shows:
        if len(show["printed"]) != len(show["rows"]):
            wrong.append("%s prints %d rows, its JSON has %d" % (show["relation"], len(show["printed"]), len(show["rows"])))
            continue
        for cells, row in zip(show["printed"], show["rows"]):
            for column, cell in zip(show["columns"], cells):
                value = row[column]
                if isinstance(value, dict):
                    good = printed.says(cell, interval_of(value), value["unit"], value["qualifier"], show["unit"])
                elif isinstance(value, int):
                    good = cell == str(value)
                elif column in ("date", "met_on", "published", "period", "source_row", "deadline"):
                    good = cell == (value or "")
                else:
                    continue
                count += 1
                if not good:
                    wrong.append("%s %s: printed %r, JSON %r" % (show["relation"], column, cell, value))
    return wrong, count


def alter(example, copy, file, row_id, cells):
    shutil.copytree(example, copy)
    path = copy / "source" / (file + ".csv")
    with open(path, encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    row, = [row for row in rows if row["id"] == row_id]
    assert all(row[column] != value for column, value in cells.items())
    row.update(cells)
    with open(path, "w", encoding="utf-8", newline="") as text:
        out = csv.DictWriter(text, list(row), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def test_demo(tap, scratch):
    demo = Demo(EXAMPLE, scratch / "as-is")
    wrong, values = check_demo(demo)
    tap.ok({show["relation"] for show in demo.shows} == set(figures.RELATIONS), "the demo shows the relations known here")
    tap.ok(not wrong["recomputed"] and len(values) > 200, "%d figures follow from the rows they cite" % len(values),
           wrong["recomputed"])
    tap.ok(not wrong["cited"], "each figure cites the rows it rests on, all of them and no other", wrong["cited"])
    tap.ok(not wrong["covered"], "no column of figures is left unchecked", wrong["covered"])
    tap.ok(not wrong["why"], "why and show say the same", wrong["why"])
    faults, count = check_entries(demo)
    tap.ok(not faults and count > 1000, "%d citations say what their source rows say" % count, faults)
    faults, count = check_printed(demo)
    tap.ok(not faults and count > 200, "%d printed cells say what the JSON says" % count, faults)
    return demo, values


def test_altered(tap, scratch, as_is, before):
    for row_id, file, cells, must in ALTERED:
        copy = scratch / ("altered-" + row_id)
        alter(EXAMPLE, copy, file, row_id, cells)
        demo = Demo(copy, scratch / ("book-" + row_id))
        wrong, after = check_demo(demo, before)
        faults = check_entries(demo)[0]
        every = wrong["recomputed"] + wrong["cited"] + wrong["why"] + faults
        tap.ok(not every, "%s changed: each figure is the recomputed one" % row_id, every)
        changed = {name for name in before if before[name] != after.get(name)}
        stray = [name for name in changed if row_id not in {e.row for book in (as_is, demo) for e in book.why(*name)[1]}]
        tap.ok(set(before) == set(after) and not stray, "%s changed: figures that do not cite it stay" % row_id, stray)
        missed = [(relation, key, column) for relation, key, column in must if not any(
            name[0] == relation and name[1].startswith(key) and name[2] == column for name in changed)]
        tap.ok(not missed and len(changed) >= len(must), "%s changed: %d figures that cite it follow" % (row_id, len(changed)),
               missed)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="weir-figures-") as folder:
        as_is, before = test_demo(tap, pathlib.Path(folder))
        test_altered(tap, pathlib.Path(folder), as_is, before)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
