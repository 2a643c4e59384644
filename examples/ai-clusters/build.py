#!/usr/bin/env python3
"""Chooses kinds and renames columns: source/*.csv and the small files beside it -> CSV files that weir imports.

Texts are copied as the sources word them: amounts, units, qualifiers and dates are read by weir, not here.
What only a note says comes from overrides.csv, and its reason is written into the row's note.

    build.py DIRECTORY      writes 01-…csv to 13-…csv in the order in which they are imported
"""
import csv
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# kind, file, headers; a unit stands in brackets where the source's column name holds it
FILES = (
    ("party.registered", "01-parties", "id name name_en class region sector uscc date"),
    ("cluster.defined", "02-clusters", "id name name_en class region sector list code date"),
    ("program.named", "03-programs", "id name name_en issuer region parent date"),
    ("measure.adopted", "04-measures", "id program number direction title instrument through issuer state date"),
    ("target.set", "05-targets", "id program indicator comparator value unit deadline region population parent"),
    ("cluster.member_added", "06-members", "cluster member reason"),
    ("role.assigned", "07-roles", "party in role state date"),
    ("stake.reported", "08-stakes", "investor fund amount[元] qualifier share[%] state date"),
    ("holding.reported", "09-holdings",
     "investor enterprise amount[元] qualifier share[%] round part round_total[元] round_total_words state date"),
    ("position.reported", "10-positions", "investor in amount[元] qualifier state basis date"),
    ("size.reported", "11-sizes", "subject basis amount unit qualifier date"),
    ("indicator.observed", "12-observations",
     "indicator subject region period qualifier value unit words vintage definition"),
    ("target.matched", "13-matches", "target indicator subject region width admissible reason"),
)
CITATION = "source_title source_url source_row published confidence note"
ROLES = ("manager", "sponsor", "partner")
# A row with neither a day of its own nor one of its source was public when the compilation was read, at the latest.
READ_BY = "2026-11-23"
PARTS = {"co-lead": "co_lead", "follow-on": "follow_on"}


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def levels(nested, target):
    """How many promises stand above one: a parent is entered before its parts."""
    count = 0
    while nested.get(target, {"parent": ""})["parent"]:
        target = nested[target]["parent"]
        count += 1
    return count


class Build:
    def __init__(self):
        self.rows = {kind: [] for kind, _, _ in FILES}
        self.source = {name: read("source/%s.csv" % name) for name in (
            "parties", "commitments", "investments", "measures", "targets", "observations")}
        self.row = {}  # citation of a row id; no two files share one
        for rows in self.source.values():
            self.row.update((r["id"], r) for r in rows)
        self.override = {}
        for o in read("overrides.csv"):
            self.override.setdefault((o["file"], o["row"]), []).append(o)
        self.used = set()  # overrides that met a column
        self.aggregate = {a["id"]: a["class"] for a in read("aggregates.csv")}
        self.program = {p["program"]: p["id"] for p in read("programs.csv")}
        self.measure_date = {m["id"]: m["date"] for m in self.source["measures"]}
        self.kind_of = {p["id"]: p["kind"] for p in self.source["parties"]}

    def emit(self, kind, file, cited, **cells):
        """One output row of `kind`, citing a source row (a dict with id and source_ columns)."""
        note = [cells.pop("note", cited.get("note", ""))]
        headers = next(h for k, _, h in FILES if k == kind).split()
        stems = [h.split("[")[0] for h in headers]
        assert set(cells) <= set(stems), (kind, set(cells) - set(stems))
        for o in self.override.get((file, cited["id"]), ()):
            if o["column"] == "note":
                note = [o["value"]]
            elif o["column"] not in stems:
                continue
            else:
                cells[o["column"]] = o["value"]
            self.used.add((o["file"], o["row"], o["column"]))
            note.append("[%s: %s]" % (o["column"], o["reason"]))
        row = {h: cells.get(s, "") for h, s in zip(headers, stems)}
        published = cited["source_date"]
        if not (published or cells.get("date") or cells.get("period")):
            published = READ_BY
            note.append("[published: no date in the row; public when it was read, by this day]")
        row.update(kind=kind, source_row=cited["id"], published=published,
                   note=" ".join(n for n in note if n),
                   **{c: cited[c] for c in ("source_title", "source_url", "confidence")})
        self.rows[kind].append(row)

    def parties(self):
        for p in self.source["parties"]:
            cells = dict(id=p["id"], name=p["name_zh"], name_en=p["name_en"], region=p["region"], sector=p["sector"],
                         date=p["established"])
            if p["id"] in self.aggregate:
                self.emit("cluster.defined", "parties", p, **cells, **{"class": self.aggregate[p["id"]]})
            else:
                self.emit("party.registered", "parties", p, **cells, uscc=p["uscc"], **{"class": p["kind"]})

    def clusters(self):
        for c in read("extra_clusters.csv"):
            self.emit("cluster.defined", "extra_clusters", self.row[c["row"]], id=c["id"], name=c["name"],
                      name_en=c["name_en"], region=c["region"], note=c["reason"], **{"class": c["class"]})
        for c in read("source/sz_cluster_2022.csv"):
            cited = dict(id=c["code"], source_title=c["source"], source_url="", source_date="", confidence="",
                         note="%s %s" % (c["kind"], c["seq"]))
            self.emit("cluster.defined", "sz_cluster_2022", cited, id=c["code"].lower(), name=c["name"],
                      region="440300", list="sz_20p8_2022", code=c["code"], date=c["valid_from"],
                      **{"class": "industry_cluster"})
        for m in read("members.csv"):
            self.emit("cluster.member_added", "members", self.row[m["row"]], cluster=m["cluster"], member=m["member"],
                      reason=m["reason"], note="")

    def policy(self):
        for p in read("programs.csv"):
            self.emit("program.named", "programs", self.row[p["row"]], id=p["id"], name=p["name"],
                      name_en=p["name_en"], issuer=p["issuer"], region=p["region"], parent=p["parent"], note=p["reason"],
                      date=self.measure_date.get(p["row"], ""))
        through = {t["measure"]: t for t in read("through.csv")}
        for m in self.source["measures"]:
            by = through.get(m["id"], {"through": "", "reason": ""})
            note = " ".join(n for n in (m["note"], by["reason"] and "[through: %s]" % by["reason"]) if n)
            self.emit("measure.adopted", "measures", m, note=note, through=by["through"], id=m["id"], program=self.program[m["program"]],
                      number=m["measure_no"], direction=m["direction"], title=m["title"], instrument=m["instrument"],
                      issuer=m["issuer"], state="adopted", date=m["date"])
        nested = {n["target"]: n for n in read("nesting.csv")}
        for t in sorted(self.source["targets"], key=lambda t: levels(nested, t["id"])):
            of = nested.get(t["id"], {"parent": "", "population": "", "reason": ""})
            note = " ".join(n for n in (t["note"], of["reason"] and "[nesting: %s]" % of["reason"]) if n)
            self.emit("target.set", "targets", t, program=self.program[t["program"]], note=note,
                      parent=of["parent"], population=of["population"],
                      **{c: t[c] for c in "id indicator comparator value unit deadline region".split()})
        for m in read("matches.csv"):
            self.emit("target.matched", "matches", self.row[m["row"]], note="", reason=m["reason"],
                      **{c: m[c] for c in "target indicator subject region width admissible".split()})

    def commitments(self):
        for c in self.source["commitments"]:
            investor, fund, role = c["investor_id"], c["fund_id"], c["role"]
            note = c["note"] if role in ROLES + ("LP",) else " ".join(("[role: %s]" % role, c["note"])).strip()
            if role in ROLES:
                self.emit("role.assigned", "commitments", c, **{"in": fund}, party=investor, role=role,
                          state="stated", date=c["date"])
                if role != "partner":  # a partner holds a part too, of an amount that is not stated
                    continue
            cells = dict(investor=investor, amount=c["amount_yuan"], qualifier=c["amount_qualifier"], date=c["date"],
                         note=note, state="derived" if c["basis"] == "derived" else "stated")
            if role in ("LP_aggregate", "paid_in") or investor in self.aggregate or fund in self.aggregate:
                basis = role if role == "paid_in" else ""
                self.emit("position.reported", "commitments", c, **{"in": fund}, basis=basis, **cells)
            elif self.kind_of[fund] == "gp":
                part = role if role == "shareholder" else ""
                self.emit("holding.reported", "commitments", c, enterprise=fund, share=c["share_pct"], part=part,
                          **cells)
            else:
                if role == "LP_selected":
                    cells["state"] = "selected"
                self.emit("stake.reported", "commitments", c, fund=fund, share=c["share_pct"], **cells)

    def investments(self):
        for i in self.source["investments"]:
            self.emit("holding.reported", "investments", i, investor=i["fund_id"], enterprise=i["enterprise_id"],
                      amount=i["amount_yuan"], round=i["round"], part=PARTS.get(i["role"], i["role"]),
                      round_total=i["round_total_yuan"], round_total_words=i["round_total_text"], date=i["date"])

    def observations(self):
        size = {s["indicator"]: s for s in read("sizes.csv")}
        for o in self.source["observations"]:
            said = size.get(o["indicator"], {"basis": "", "vintage": ""})
            amount = dict(unit=o["unit"], qualifier=o["qualifier"], subject=o["subject_id"])
            self.emit("indicator.observed", "observations", o, indicator=o["indicator"], region=o["region"],
                      period=o["period"], value=o["value"], vintage=said["vintage"], **amount)
            if said["basis"]:
                self.emit("size.reported", "observations", o, basis=said["basis"], amount=o["value"],
                          date=o["period"], **amount)

    def all(self):
        self.parties()
        self.clusters()
        self.policy()
        self.commitments()
        self.investments()
        self.observations()
        unused = {(o["file"], o["row"], o["column"]) for rows in self.override.values() for o in rows} - self.used
        assert not unused, sorted(unused)
        return self.rows

    def write(self, directory):
        os.makedirs(directory, exist_ok=True)
        for kind, name, headers in FILES:
            with open(os.path.join(directory, name + ".csv"), "w", encoding="utf-8", newline="") as file:
                out = csv.DictWriter(file, ["kind"] + headers.split() + CITATION.split(), lineterminator="\n")
                out.writeheader()
                out.writerows(self.rows[kind])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build = Build()
    build.all()
    build.write(sys.argv[1])
