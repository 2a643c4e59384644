"""Entries in three tellings: as `why --json` cites them, as `export` writes them, and as examples/…/source says. A figure
is honest when the three agree."""
import csv
import datetime
import pathlib

from algebra import Interval, PPM, least_parts, span, stated

READ_BY = "2026-11-23"  # examples/ai-clusters/README.md: rows without any day were public when they were read
SIDES = {"cluster.member_added": ("member", "cluster"), "stake.reported": ("investor", "fund"),
         "holding.reported": ("investor", "enterprise"), "position.reported": ("investor", "in"),
         "size.reported": ("subject", None), "indicator.observed": (None, "subject"), "target.set": ("program", "population"),
         "target.matched": ("target", "subject"), "party.registered": (None, None),
         "measure.adopted": ("program", "issuer"), "program.named": (None, "issuer")}
CONFIDENCE = {"high": 3, "medium": 2, "low": 1}


def interval_of(cell):
    """A {lo, hi, …} of weir's JSON -> Interval."""
    ends = [None if cell[end] is None else least_parts(cell[end], cell["unit"]) for end in ("lo", "hi")]
    return Interval(*ends, cell["lo_strict"], cell["hi_strict"], cell["about"], cell["unknown_count"])


class Entry:
    """One entry; `words` holds what is left: state, basis, vintage, indicator …"""

    @staticmethod
    def cited(told):
        e = Entry()
        e.seq, e.kind, e.row, e.words = told["seq"], told["kind"], told.get("source_row", ""), dict(told)
        e.words.update(told.get("attrs", {}))
        e.subject, e.object, e.share = told.get("subject"), told.get("object"), told.get("share_ppm")
        amount = told.get("amount")
        e.unit, e.qualifier = (amount["unit"], amount["qualifier"]) if amount else (None, None)
        e.amount = interval_of(amount) if amount else None
        e.first = datetime.date.fromisoformat(told["effective_first"])
        e.last = datetime.date.fromisoformat(told["effective_last"])
        e.published, e.confidence = told.get("published", ""), told.get("confidence", "")
        days = [e.words.get(name) for name in ("period_from", "period_to")]
        e.period = tuple(datetime.date.fromisoformat(day) for day in days) if all(days) else None
        return e

    @staticmethod
    def exported(told):
        e = Entry()
        e.seq, e.kind, e.row, e.words = told["seq"], told["kind"], told.get("source_row", ""), told
        e.subject, e.object = (told.get(side) if side else None for side in SIDES.get(e.kind, (None, None)))
        text = told.get("value", told.get("amount", ""))
        e.unit = e.qualifier = e.amount = None
        if text:
            e.unit, e.qualifier, e.amount = stated(text, told["unit"], told["qualifier"])
        e.share = least_parts(told["share"].rstrip("%"), "percent") if "share" in told else None
        e.published, e.confidence = told.get("published", ""), told.get("confidence", "")
        e.period = span(told.get("period"))
        e.first, e.last = span(told.get("date")) or e.period or span(e.published) or span(told["recorded"][:10])
        return e

    def facts(self):
        """What two tellings of one entry must agree on."""
        return {name: getattr(self, name) for name in ("seq", "kind", "row", "subject", "object", "amount", "unit",
                                                        "qualifier", "share", "period", "first", "last", "published",
                                                        "confidence")}

    def counted(self, as_of):
        """R20: as of a day inside its span it may have happened in full or not at all."""
        return self.amount.hull_zero() if self.first <= as_of < self.last else self.amount

    def firm(self, x):
        """What is planned, selected or disputed may be nothing: zero joins."""
        return x if self.words.get("state") in (None, "stated", "derived") else x.may_be_nothing()

    def rank(self):
        """Several statements on one thing: the latest, then published, then most confident, then last entered."""
        public = span(self.published)
        return (self.last, public[1] if public else datetime.date.min, CONFIDENCE.get(self.confidence, 0), self.seq)


class Sources:
    """examples/ai-clusters/source and what stands beside it, read without build.py."""
    FILES = {"stake.reported": "commitments", "position.reported": "commitments", "holding.reported": "commitments",
             "size.reported": "observations", "indicator.observed": "observations", "target.set": "targets"}

    def __init__(self, folder):
        folder = pathlib.Path(folder)

        def read(name):
            with open(folder / name, encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
        self.rows = {name: {row["id"]: row for row in read("source/%s.csv" % name)}
                     for name in ("commitments", "investments", "observations", "targets")}
        self.override = {(o["file"], o["row"], o["column"]): o["value"] for o in read("overrides.csv")}
        self.members = {(m["cluster"], m["member"], m["row"]) for m in read("members.csv")}
        self.basis = {s["indicator"]: s["basis"] for s in read("sizes.csv")}
        self.population = {n["target"]: n["population"] for n in read("nesting.csv")}
        self.matches = {(m["target"], m["indicator"], m["subject"], m["region"], m["width"], m["admissible"], m["row"])
                        for m in read("matches.csv")}

    def fault(self, e):
        """"" when the entry says what its source row says, else what differs."""
        if e.kind == "cluster.member_added":
            return "" if (e.object, e.subject, e.row) in self.members else "no such line in members.csv"
        if e.kind == "target.matched":
            line = (e.subject, e.words["indicator"], e.object or "", e.words.get("region", ""), e.words["width"],
                    e.words["admissible"], e.row)
            return "" if line in self.matches else "no such line in matches.csv"
        if e.kind not in self.FILES:
            return ""  # parties and the like carry no figure
        file = "investments" if e.kind == "holding.reported" and e.row.startswith("i") else self.FILES[e.kind]
        if e.row not in self.rows[file]:
            return "source_row %r is not in source/%s.csv" % (e.row, file)
        told, found = e.facts(), self.told(file, self.rows[file][e.row], e.kind)
        return "; ".join("%s is %r, the source row says %r" % (name, told[name], value)
                         for name, value in found.items() if told[name] != value)

    def told(self, file, row, kind):
        def cell(column, text):
            return self.override.get((file, row["id"], column), text)
        amount, unit, qualifier, share, day = "", "元", "", "", ""
        if file == "commitments":
            sides = row["investor_id"], cell("in", row["fund_id"]) if kind == "position.reported" else row["fund_id"]
            amount, qualifier, share = row["amount_yuan"], row["amount_qualifier"], row["share_pct"]
            day = row["date"]
        elif file == "investments":
            sides = row["fund_id"], row["enterprise_id"]
            amount, qualifier, day = row["amount_yuan"], "", row["date"]
        elif file == "targets":
            sides = row["program"], self.population.get(row["id"])
            amount, unit = row["value"], row["unit"]
        else:
            subject = cell("subject", row["subject_id"]) or None
            sides = (subject, None) if kind == "size.reported" else (None, subject)
            amount, unit, qualifier, day = row["value"], row["unit"], row["qualifier"], row["period"]
        amount = cell("value" if kind in ("target.set", "indicator.observed") else "amount", amount)
        qualifier = cell("qualifier", qualifier)
        out = {"subject": sides[0], "object": sides[1], "amount": None, "confidence": row["confidence"],
               "share": least_parts(share, "percent") if share else None}
        if file == "targets":
            out.pop("subject")  # programs are renamed by programs.csv, and carry no figure
        if amount:
            out["unit"], out["qualifier"], out["amount"] = stated(amount, cell("unit", unit), qualifier)
        day = cell("date", day) if kind != "indicator.observed" else day
        out["published"] = row["source_date"] or ("" if day else READ_BY)
        days = span(day) or span(out["published"])
        if kind == "indicator.observed":
            out["period"] = span(day)
        else:
            out["first"], out["last"] = days
        return out


def share_of(e):
    return Interval(e.share, e.share)


def whole():
    return Interval(PPM, PPM)

