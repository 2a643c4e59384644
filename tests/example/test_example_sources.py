#!/usr/bin/env python3
"""The real example's rows and its build (TAP): facts unchanged, nothing lost, same input -> same bytes.

With WEIR_SHARED=directory the copied facts are compared with data/real and ref there; without it that part is skipped.
"""
import filecmp
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = os.path.join(ROOT, "examples", "ai-clusters")
SOURCES = ["data/real/%s.csv" % n for n in (
    "parties", "commitments", "investments", "measures", "targets", "observations")] + ["ref/sz_cluster_2022.csv"]
sys.dont_write_bytecode = True
sys.path.insert(0, EXAMPLE)
import check  # noqa: E402


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail="", skip=""):
        self.count += 1
        self.failed += not good
        print("%s %d - %s%s" % ("ok" if good else "not ok", self.count, name, " # SKIP " + skip if skip else ""))
        if not good:
            print("# %s" % (detail,))


def run_build(directory, seed):
    subprocess.run([sys.executable, "-B", os.path.join(EXAMPLE, "build.py"), directory], check=True,
                   env=dict(os.environ, PYTHONHASHSEED=seed))


def same_bytes(one, two):
    names = sorted(os.listdir(one))
    return names == sorted(os.listdir(two)) and len(names) == len(check.builder.FILES) and not \
        filecmp.cmpfiles(one, two, names, shallow=False)[1]


def test_sources(tap):
    shared = os.environ.get("WEIR_SHARED", "")
    for name in SOURCES:
        copy = os.path.join(EXAMPLE, "source", os.path.basename(name))
        if not shared:
            tap.ok(os.path.getsize(copy) > 0, "%s is as compiled" % name, skip="shared absent")
        else:
            tap.ok(filecmp.cmp(os.path.join(shared, name), copy, shallow=False), "%s is as compiled" % name)


def test_deterministic(tap):
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        run_build(one, "1")
        run_build(two, "2")
        tap.ok(same_bytes(one, two), "two runs of build.py write the same bytes")


def test_altered_figures_show(tap):
    """c104, i034 and o006 in a copy: the build carries the altered text, so nothing is held back in the script."""
    build = check.builder.Build()
    build.row["c104"]["amount_yuan"] = "1"
    build.row["i034"]["amount_yuan"] = "2"
    build.row["o006"]["value"] = "3"
    rows = build.all()
    found = [r[c] for kind, c, row in (("stake.reported", "amount[元]", "c104"),
                                       ("holding.reported", "amount[元]", "i034"),
                                       ("indicator.observed", "value", "o006"))
             for r in rows[kind] if r["source_row"] == row]
    tap.ok(found == ["1", "2", "3"], "figures come from the source rows", found)


def test_refuses_stale_override(tap):
    build = check.builder.Build()
    build.override[("observations", "o006")] = [dict(file="observations", row="o006", column="nonsense", value="",
                                                     reason="test")]
    try:
        build.all()
        tap.ok(False, "an override that meets no column is refused")
    except AssertionError:
        tap.ok(True, "an override that meets no column is refused")


def main():
    tap = Tap()
    test_sources(tap)
    test_deterministic(tap)
    test_altered_figures_show(tap)
    test_refuses_stale_override(tap)
    for name, good, detail in check.checks():
        tap.ok(good, name, detail)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
