#!/usr/bin/env python3
"""What must hold of the example whatever is added to it: nothing lost, nothing filled, every word known to weir.

    check.py        prints one line a check and the counts; exit status 1 when one fails
checks() is used by tests/example/test_example_sources.py.
"""
import collections
import os
import re
import sys

import build as builder

ROOT = os.path.dirname(os.path.dirname(builder.HERE))
ALWAYS = {"kind", "unit", "qualifier"}  # columns that intake itself reads
# The kinds that rows of each source file may become.
KINDS_OF = {
    "parties": {"party.registered", "cluster.defined"},
    "commitments": {"role.assigned", "stake.reported", "position.reported", "holding.reported"},
    "investments": {"holding.reported"},
    "measures": {"measure.adopted"},
    "targets": {"target.set"},
    "observations": {"indicator.observed", "size.reported"},
}
# Counts of the issue that ordered this example, and of the files of November 2026.
COUNTS = {
    "party.registered": 275, "cluster.defined": 49, "program.named": 35, "measure.adopted": 94, "target.set": 58,
    "cluster.member_added": 85, "role.assigned": 37, "stake.reported": 130, "holding.reported": 71,
    "position.reported": 13, "size.reported": 63, "indicator.observed": 147, "target.matched": 69,
}
JUNE_2023 = "t001 t002 t031 t032 t033 t034 t042 t046 t047 t048 t056".split()


def stem(header):
    return header.split("[")[0]


def vocabulary():
    """kinds.def and enums.def as {kind: {field: (type, list)}}, {list: words}; unit spellings of units.def."""
    def text(path):
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            return file.read()
    defs, kinds, by_ident = text("src/event/kinds.def"), {}, {}
    for wire, ident in re.findall(r'^EVENT\(\d+, "([^"]+)", (\w+),', defs, re.M):
        by_ident[ident] = kinds[wire] = {}
    for ident, name, kind, words, need in re.findall(
            r'^FIELD\((\w+), "(\w+)", \w+, (\w+), (\w+), (\w+),', defs, re.M):
        by_ident[ident][name] = (kind, words, need)
    for name, kind, words in re.findall(r'^COMMON\("(\w+)", \w+, (\w+), (\w+),', defs, re.M):
        for fields in kinds.values():
            fields.setdefault(name, (kind, words, "MAY"))
    enums = collections.defaultdict(set)
    for words, word in re.findall(r'^ITEM\((\w+), \d+, "(\w+)",', text("src/event/enums.def"), re.M):
        enums[words].add(word)
    return kinds, enums, set(re.findall(r'^SPELLING\("([^"]+)"', text("src/money/units.def"), re.M))


def bad_cells(rows, kinds, enums, units):
    """Cells that weir could not read by type, as far as this file can tell; and required ones that are empty."""
    shape = {"ID": r"[a-z][a-z0-9._-]{0,63}", "CODE": r"[a-z0-9_]+", "REGION": r"\d{6}", "YUAN": r"\d+",
             "SHARE": r"\d+(\.\d{1,4})?", "DATE": r"\d{4}(-\d\d(-\d\d)?)?", "COMPARATOR": r"=|>=|>|<=|<|~|by",
             "PERIOD": r"\d{4}(-\d\d(-\d\d)?|H[12]|Q[1-4](-Q[1-4])?|-\d\d/\d\d)?",
             "AMOUNT": r"\d+(\.\d+)?(-\d+)?", "LIMIT": r"\d+(\.\d+)?", "REF": r"[a-z][a-z0-9._-]*"}
    bad = []
    for kind, some in rows.items():
        for row in some:
            for header, value in row.items():
                field = kinds[kind].get(stem(header))
                if field is None:
                    if header not in ALWAYS:
                        bad.append((kind, header, "no such field"))
                elif value == "":
                    if field[2] == "MUST":
                        bad.append((kind, row["source_row"], header, "empty"))
                elif field[0] == "ENUM" and value not in enums[field[1]]:
                    bad.append((kind, row["source_row"], header, value))
                elif field[0] in shape and not re.fullmatch(shape[field[0]], value):
                    bad.append((kind, row["source_row"], header, value))
            if row.get("unit") and row["unit"] not in units:
                bad.append((kind, row["source_row"], "unit", row["unit"]))
    return bad


def dangling(rows):
    """References to ids that no row registers."""
    ids = collections.Counter(r["id"] for some in rows.values() for r in some if "id" in r)
    twice = [i for i, n in ids.items() if n > 1]
    refs = ("program issuer party in investor fund enterprise subject target cluster member through population "
            "parent").split()
    lost = [(kind, r["source_row"], f, r[f]) for kind, some in rows.items() for r in some for f in refs
            if r.get(f) and r[f] not in ids]
    return twice + lost


def wrong_sides(rows):
    """Stakes into what is no fund, holdings in funds, positions without a population, populations where a party is due."""
    party = {r["id"]: r["class"] for r in rows["party.registered"]}
    cluster = {r["id"]: r["class"] for r in rows["cluster.defined"]}
    fund = {i for i, c in party.items() if c.endswith("_fund")}
    bad = [r["source_row"] for r in rows["stake.reported"] if r["investor"] not in party or r["fund"] not in fund]
    bad += [r["source_row"] for r in rows["holding.reported"]
            if r["investor"] not in party or r["enterprise"] not in party or r["enterprise"] in fund]
    bad += [r["source_row"] for r in rows["position.reported"]
            if "population" not in (cluster.get(r["investor"]), cluster.get(r["in"]))]
    return bad


def lost_rows(build):
    bad = []
    for name, some in build.source.items():
        used = collections.defaultdict(set)
        for kind in KINDS_OF[name]:
            for r in build.rows[kind]:
                used[r["source_row"]].add(kind)
        bad += [r["id"] for r in some if not used[r["id"]]]
    defined = {r["code"] for r in build.rows["cluster.defined"]}
    return bad + [c["code"] for c in builder.read("source/sz_cluster_2022.csv") if c["code"] not in defined]


def changed_figures(build):
    """Amounts, values, shares and qualifiers that differ from the source although no override names them."""
    pairs = {"stake.reported": {"amount[元]": "amount_yuan", "qualifier": "amount_qualifier", "share[%]": "share_pct"},
             "position.reported": {"amount[元]": "amount_yuan", "qualifier": "amount_qualifier"},
             "holding.reported": {"amount[元]": "amount_yuan"},
             "indicator.observed": {"value": "value", "unit": "unit", "qualifier": "qualifier", "period": "period"},
             "size.reported": {"amount": "value", "unit": "unit", "qualifier": "qualifier", "date": "period"},
             "target.set": {"value": "value", "unit": "unit", "comparator": "comparator"}}
    named = {(row, o["column"]) for (_, row), some in build.override.items() for o in some}
    return [(r["source_row"], there) for kind, columns in pairs.items() for r in build.rows[kind]
            for there, here in columns.items()
            if r[there] != build.row[r["source_row"]][here] and (r["source_row"], stem(there)) not in named]


def matches_that_miss(rows):
    """Matches whose cited observation has another indicator, subject or region; direct ones must cite the target."""
    seen = {r["source_row"]: r for r in rows["indicator.observed"]}
    goal = {r["id"]: r for r in rows["target.set"]}
    bad = []
    for m in rows["target.matched"]:
        o, t = seen.get(m["source_row"]), goal.get(m["target"])
        if t is None or m["reason"] == "":
            bad.append((m["target"], m["indicator"]))
        elif o is None:
            observed = any(s["indicator"] == m["indicator"] and s["region"] == m["region"] for s in seen.values())
            if m["source_row"] != m["target"] or m["indicator"] != t["indicator"] or observed:
                bad.append((m["target"], m["indicator"]))
        elif any(m[c] != o[c] for c in ("indicator", "subject", "region")):
            bad.append((m["target"], m["indicator"], m["source_row"]))
    same = {(t["indicator"], t["region"]) for t in goal.values()}
    matched = {(m["target"], m["indicator"]) for m in rows["target.matched"]}
    for t in goal.values():
        if t["id"] in JUNE_2023 and (t["id"], t["indicator"]) not in matched:
            bad.append((t["id"], "no match"))
        if any((o["indicator"], o["region"]) in same and o["indicator"] == t["indicator"] and
               o["region"] == t["region"] for o in seen.values()) and (t["id"], t["indicator"]) not in matched:
            bad.append((t["id"], "observed, not matched"))
    return bad


def roles(build):
    rows = [r for r in build.rows["role.assigned"]]
    source = {r["source_row"]: build.row[r["source_row"]] for r in rows}
    only = [c for c in source.values() if c["basis"] == "relationship_only"]
    return (len(rows), len(only), sorted(set(source) - {c["id"] for c in only}),
            len({(r["party"], r["in"], r["role"]) for r in rows}))


def checks():
    build = builder.Build()
    rows = build.all()
    kinds, enums, units = vocabulary()
    partner = {c["id"] for c in build.source["commitments"] if c["role"] == "partner"}
    stakes = [r for r in rows["stake.reported"]]
    position = sorted(r["source_row"] for r in rows["position.reported"])
    aggregate = sorted(c["id"] for c in build.source["commitments"] if c["role"] == "LP_aggregate")
    gp = {p["id"] for p in build.source["parties"] if p["kind"] == "gp"}
    into_gp = sorted(c["id"] for c in build.source["commitments"] if c["fund_id"] in gp and c["role"] != "manager")
    observed = {r["source_row"] for r in rows["indicator.observed"]}
    names = collections.Counter((k, r["name"]) for k in ("party.registered", "cluster.defined", "program.named")
                                for r in rows[k])

    def check(name, wrong):
        return name, not wrong, wrong

    def equal(name, found, wanted):
        return name, found == wanted, "found %r, wanted %r" % (found, wanted)

    result = [
        check("every source row became at least one entry of its kinds", lost_rows(build)),
        equal("counts by kind", {k: len(v) for k, v in rows.items()}, COUNTS),
        equal("36 role-only rows and c162 are roles, no role twice", roles(build), (37, 36, ["c162"], 37)),
        equal("18 selected stakes", sum(r["state"] == "selected" for r in stakes), 18),
        equal("10 partners are stakes of unstated amount too",
              sorted(r["source_row"] for r in stakes
                     if r["source_row"] in partner and r["amount[元]"] == r["share[%]"] == ""), sorted(partner)),
        equal("positions: aggregates, c034, c116, c127", position, sorted(aggregate + ["c034", "c116", "c127"])),
        equal("money into a manager is a holding",
              sorted(r["source_row"] for r in rows["holding.reported"] if r["enterprise"] in gp), into_gp),
        check("sizes are of observations that stand as indicators too",
              [r["source_row"] for r in rows["size.reported"] if r["source_row"] not in observed or not r["subject"]]),
        check("every observation with a size indicator and a subject is a size",
              {o["id"] for o in build.source["observations"] if o["subject_id"] and
               o["indicator"] in {s["indicator"] for s in builder.read("sizes.csv")}} -
              {r["source_row"] for r in rows["size.reported"]}),
        check("no figure changed but by a named override", changed_figures(build)),
        check("every line of through.csv and nesting.csv is of a source row",
              [r for r in [t["measure"] for t in builder.read("through.csv")] +
               [n["target"] for n in builder.read("nesting.csv")] if r not in build.row]),
        check("no override fills an empty figure",
              [(r, o["column"]) for (_, r), some in build.override.items() for o in some
               if o["column"] in ("amount", "share", "round_total") and o["value"]]),
        check("every override has a reason and one value a cell",
              [r for (_, r), some in build.override.items() if any(not o["reason"] for o in some) or
               len({o["column"] for o in some}) != len(some)]),
        check("headers, words, dates and units are ones that weir knows", bad_cells(rows, kinds, enums, units)),
        check("every id exists, none twice", dangling(rows)),
        check("no two parties, clusters or programs of one name", [n for n, k in names.items() if k > 1]),
        check("each kind has the right thing on each side", wrong_sides(rows)),
        check("matches fit the observation that they cite", matches_that_miss(rows)),
        check("every row cites its source row",
              [r for some in rows.values() for r in some if not r["source_row"] or not r["source_title"]]),
    ]
    return result


if __name__ == "__main__":
    failed = 0
    for name, good, detail in checks():
        print("%s  %s%s" % ("good" if good else "BAD ", name, "" if good else ": %s" % (detail,)))
        failed += not good
    sys.exit(failed > 0)
