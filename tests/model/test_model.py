#!/usr/bin/python3
# time-limit: 3000
"""Property: the book does what the naive model does, line by line and figure by figure.

Lines come from a seeded Source, go to the model and to weir, in batches of 1 to 24: each line must be taken or refused by
both, with the same code; a batch with a refusal must leave the book as it was; after every few batches the figures of
both must be the same at a random (prefix, as_of, published_by): positions, portfolio, cash, adjustments, stakes, sizes,
clusters, targets, facts, parties, look-through (through.py); every kind and refusal of the ledger must have been reached (Seen); no accepted line may break the ledger's invariants; at
the end `verify` must hold. A difference prints its seed, is shrunk by leaving lines out, and stays as a file of lines.

test_model.py [--lines N] [--seed N] [--no-shrink] [--replay FILE] [--keep DIR]   WEIR_LONG=1: 10 times the lines
"""
import argparse
import collections
import copy
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from binary import WEIR, Crash, Weir, interval_key
from lines import ENTRY_FIELDS, Source, render
from ledger import FIGURES, MERGES_FUNDS, Ledger, of_day
from naive import CAPITAL, ENDS, KINDS, REGISTERS, REINVESTMENT, Refusal, day, day_of_us, decided_codes, iso
import through

LINES = 4800  # in CI: about 20 s of one processor, and no blind spot (Seen)
BOOK_LINES = 220  # a book: large enough for chains of merges and closes, small enough for brute force
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
NAMES_THINGS = (*REGISTERS, "party.alias")
NAMING = ("id", "name", "name_en", "title", "alias")
SHRINK_SECONDS = 60
WORKING = [kind for kind in (*CAPITAL, *REINVESTMENT, MERGES_FUNDS) if KINDS[kind]["works"]]  # a kind that begins to work is wanted at once


def now_us():
    return int(time.time() * 1_000_000)


def us_of(text):
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (at - EPOCH) // datetime.timedelta(microseconds=1)


def instant(us):
    return (EPOCH + datetime.timedelta(microseconds=us)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def exactly(value):
    """R7: what does not fit 64 bits is open, and one more unknown."""
    if abs(value) >= 2**63:
        return None, None, False, False, False, 1
    return value, value, False, False, False, 0


class Run:
    """One book and its model, fed the same lines."""

    def __init__(self, folder):
        self.weir, self.model = Weir(pathlib.Path(folder) / "book.weir"), Ledger()
        self.seq_of_line = {}
        self.lines = self.refused = self.figures = 0
        self.codes, self.told = {}, collections.Counter()  # codes that the model said; codes that weir said

    # ---- lines ----
    def decide(self, batch):
        """Each line as it is sent, and what the model says of it: an Entry, or the codes that are right."""
        texts, said, lost = [], [], {}
        self.model.begin_batch()
        for line in batch:
            sent = render(line, self.seq_of_line)
            texts.append(sent)
            try:
                e = self.model.decide(sent, now_us())
                self.model.add(e)
                e.line = line["_n"]
                self.seq_of_line[e.line] = e.seq
                said.append(e)
            except Refusal as r:
                said.append(self.depending(r, lost))
                if sent.get("kind") in NAMES_THINGS:
                    lost.update({sent[k]: r.unread for k in NAMING if k in sent})
                self.refused += 1
                self.codes[r.code] = self.codes.get(r.code, 0) + 1
        return texts, said

    @staticmethod
    def depending(refusal, lost):
        """The right codes, when an earlier bad row of the batch would have given an unknown name: E_DEPENDS, unless that
        row could not even be read (then it may be said), or another name is unknown too. lost: name → unread."""
        codes = set(refusal.codes)
        here = [w for w in refusal.unknown if w in lost]
        if here:
            codes.add("E_DEPENDS")
        if here and len(here) == len(refusal.unknown) and not any(lost[w] for w in here):
            codes.discard("E_NAME_UNKNOWN")
        return codes

    def take_back(self, said):
        for e in reversed([x for x in said if not isinstance(x, set)]):
            self.model.entries.pop()
            del self.seq_of_line[e.line]

    def feed(self, batch, by_post=False):
        """A difference in words, or None."""
        before = self.model.length()
        sent, said = self.decide(batch)
        if by_post:
            told = [(1, code) for _, code in self.weir.post(sent[0])]
        else:
            told = self.weir.import_lines(sent)
        self.told.update(code for _, code in told)
        self.lines += len(batch)
        problem = self.compare_verdicts(batch, sent, said, told)
        if problem or not told:
            return problem or self.broken()
        good = [(line, text) for line, text, s in zip(batch, sent, said) if not isinstance(s, set)]
        if self.chance_of_look(before):
            self.take_back(said)
            problem = self.compare_length()
            for line in good:
                self.decide([line[0]])
        if not problem and good:
            told = self.weir.import_lines([text for _, text in good])
            problem = told and f"taken in company, refused alone: {told}"
        return problem or self.broken()

    def chance_of_look(self, before):
        return before % 3 == 0

    def compare_length(self):
        at = self.weir.show("actors")["head"]["seq"]
        if at != self.model.length():
            return f"a refused batch left {at} entries, not {self.model.length()}"
        return None

    def taken(self):
        """How many entries of each kind stand in the book, and of each kind how many were taken back."""
        return (collections.Counter(e.kind for e in self.model.entries),
                collections.Counter(self.model.entry(e.target).kind for e in self.model.entries if e.kind == "entry.reversed"))

    def broken(self):
        why = self.model.broken()
        return f"both took a line that breaks the ledger: {why}" if why else None

    @staticmethod
    def compare_verdicts(batch, sent, said, told):
        of_row = {}
        for row, code in told:
            of_row.setdefault(row, []).append(code)
        for row, (line, text, mine) in enumerate(zip(batch, sent, said), 1):
            theirs = of_row.get(row, [])
            wanted = mine if isinstance(mine, set) else set()
            if bool(wanted) != bool(theirs) or (wanted and not wanted & set(theirs)):
                return (f"line {line['_n']} {json.dumps(text, ensure_ascii=False)}\n"
                        f"  model: {' or '.join(sorted(wanted)) or 'taken'} · weir: {' '.join(theirs) or 'taken'}")
        return None

    # ---- figures ----
    def learn_instants(self):
        """Entry instants are weir's to choose; an exported line must be the entry that the model has."""
        rows = [x for x in self.weir.export() if "seq" in x]
        if [(x["seq"], x["kind"]) for x in rows] != [(e.seq, e.kind) for e in self.model.entries]:
            return "the journal has other entries than the model"
        for x, e in zip(rows, self.model.entries):
            e.recorded_us = us_of(x["recorded"])
            if (e.booked and x.get("booked")) and iso(e.booked) != x["booked"]:
                return f"entry {e.seq}: booked {x['booked']}, model {iso(e.booked)}"
            if e.booked and "booked" not in x:
                return f"entry {e.seq}: no accounting day, model {iso(e.booked)}"
        return None

    def compare_figures(self, how):
        """how: as_of, published_by (days or None), known (a line's number or None)."""
        problem = self.learn_instants()
        if problem:
            return problem
        self.figures += 1
        prefix, options = self.model.length(), ["--as-of", iso(how["as_of"])]
        if how["known"] is not None:
            if how["known"] not in self.seq_of_line:
                return None
            prefix = self.seq_of_line[how["known"]]
            options += ["--known-at", instant(self.model.entry(prefix).recorded_us)]
        if how["published_by"] is not None:
            options += ["--published-by", iso(how["published_by"])]
        for look in (self.look_positions, self.look_portfolio, self.look_cash, self.look_adjustments, self.look_stakes, self.look_claims,
                     self.look_sizes, self.look_clusters, self.look_targets, self.look_facts, self.look_parties,
                     self.look_through):
            problem = look(options, (prefix, how["as_of"], how["published_by"]))
            if problem:
                return f"{problem}\n  shown with {' '.join(options)} (entries 1 to {prefix})"
        return None

    @staticmethod
    def same(what, mine, theirs):
        for key in sorted(set(mine) | set(theirs), key=str):
            if mine.get(key) != theirs.get(key):
                return f"{what} {key}\n  model: {mine.get(key)}\n  weir:  {theirs.get(key)}"
        return None

    @staticmethod
    def rows(shown):
        for row in shown["rows"]:
            yield {k: interval_key(v) if isinstance(v, dict) else v for k, v in row.items()}

    def look_positions(self, options, at):
        columns = (*FIGURES, "nav", "nav_of")
        mine = {(self.model.id_of(a), self.model.id_of(b)): tuple(getattr(row[c], "key", lambda x=row[c]: x)() for c in columns)
                for (a, b), row in self.model.positions(*at).items()}
        theirs = {(row["investor"], row["fund"]): tuple(row[c] for c in columns)
                  for row in self.rows(self.weir.show("positions", *options))}
        return self.same(f"positions {columns}", mine, theirs)

    def look_portfolio(self, options, at):
        columns = ("invested", "cost", "realised", "fair_value", "exits", "write_offs", "valued_on")
        mine = {(self.model.id_of(a), self.model.id_of(b)):
                tuple(row[c].key() for c in columns[:4]) + (row["exits"], row["write_offs"], of_day(row["valued_on"]))
                for (a, b), row in self.model.portfolio(*at).items()}
        theirs = {(row["fund"], row["enterprise"]): tuple(row[c] for c in columns)
                  for row in self.rows(self.weir.show("portfolio", *options))}
        return self.same(f"portfolio {columns}", mine, theirs)

    def look_cash(self, options, at):
        money = ("received", "paid", "balance", "confirmed", "balance_confirmed_on", "difference")
        mine = {(self.model.id_of(fund), unit):
                tuple(None if row[c] is None else row[c].key() for c in money)
                + (of_day(row["confirmed_on"]), row["oldest"], row["weighted"])
                for (fund, unit), row in self.model.cash(*at).items()}
        theirs = {(row["fund"], row["currency"]): tuple(row[c] for c in money)
                  + (row["confirmed_on"], row["idle_days_oldest"], row["idle_weighted_days"])
                  for row in self.rows(self.weir.show("cash", *options))}
        return self.same(f"cash {money}, on, oldest, weighted", mine, theirs)

    def look_adjustments(self, options, at):
        columns = ("committed", "paid_in", "distributed", "cost", "cash")
        mine = {key: tuple(exactly(row[c]) for c in columns) for key, row in self.model.adjustments(*at).items()}
        theirs = {(row["close"], row["entry"]): tuple(row[c] or exactly(0) for c in columns)
                  for row in self.rows(self.weir.show("adjustments", *options))}
        return self.same(f"adjustments {columns}", mine, theirs)

    def look_stakes(self, options, at):
        prefix, as_of, by = at
        columns = ("committed", "paid_in", "distributed", "reported", "difference", "reported_paid_in", "difference_paid_in")
        mine, theirs = {}, {}
        for (investor, fund), row in self.model.stakes(prefix, as_of, by).items():
            key = self.model.id_of(investor), self.model.id_of(fund)
            mine[key] = tuple(row[c].key() if row[c] else None for c in columns) + (row["state"], row["statements"])
        for row in self.rows(self.weir.show("stakes", *options)):
            theirs[row["investor"], row["fund"]] = tuple(row[c] for c in columns) + (row["state"] or "", row["statements"])
        return self.same(f"stakes {columns}", mine, theirs)

    def look_claims(self, options, at):
        columns = ("claimed", "recognised", "revoked", "counted", "open")
        mine = {seq: tuple(exactly(row[c]) for c in columns) + (row["fund"], row["investor"], row["other_duties"])
                for seq, row in self.model.claim_rows(*at).items()}
        theirs = {row["claim"]: tuple(row[c] for c in columns) + (row["fund"], row["investor"], row["other_duties"])
                  for row in self.rows(self.weir.show("reinvestment_claims", *options))}
        return self.same(f"reinvestment_claims {columns}", mine, theirs)

    def look_sizes(self, options, at):
        prefix, as_of, by = at
        chosen = {e.seq for c in self.model.chosen_sizes(prefix, as_of, by).values() for e in c[0]}
        mine = {e.seq: "yes" if e.seq in chosen else "no"
                for e, _ in self.model.counted(prefix, as_of, "size.reported", published_by=by)}
        shown = self.weir.show("sizes", *options)
        problem = self.same("size chosen", mine, {row["entry"]: row["chosen"] for row in shown["rows"]})
        seen = [self.model.presence(e, as_of, by) for e in self.model.standing_entries("size.reported", prefix=prefix)]
        counts = {k: seen.count(k) for k in ("undetermined", "unpublished")}
        return problem or self.same("sizes left out", counts, shown["left_out"])

    def look_clusters(self, options, at):
        columns = ("members", "unsized", "gross", "net_top_down", "net_bottom_up", "unexplained")
        mine = {key: tuple(x if isinstance(x, int) else x.key() for x in (row[c] for c in columns))
                for key, row in self.model.cluster_sizes(*at).items()}
        theirs = {(row["cluster"], row["basis"], row["record"]): tuple(row[c] for c in columns)
                  for row in self.rows(self.weir.show("cluster_size", *options))}
        return self.same(f"cluster size {columns}", mine, theirs)

    def look_targets(self, options, at):
        columns = ("verdict", "readings", "admissible", "met_on", "days")
        shown = {row["target"]: row for row in self.rows(self.weir.show("targets", *options))}
        figures = self.model.targets(*at)
        mine = {k: tuple(x[c] for c in columns) for k, x in figures.items()}
        problem = self.same(f"targets {columns}", mine, {k: tuple(x[c] for c in columns) for k, x in shown.items()})
        mine = {k: x["reading"].key() if x["reading"] else None for k, x in figures.items()}
        problem = problem or self.same("chosen reading", mine, {k: x["reading"] for k, x in shown.items()})
        mine = {(k, seq): why for k, x in figures.items() for seq, why in x["why"].items()}
        rows = self.weir.show("readings", *options)["rows"]
        return problem or self.same("why a reading is not admissible", mine, {(x["target"], x["entry"]): x["why_not"] or "" for x in rows})

    def look_facts(self, options, at):
        """What is there and what has ended: members, roles, tags."""
        prefix, as_of, by = at
        ended = {e.target for e, sure in self.model.counted(prefix, as_of, *ENDS, published_by=by) if sure}
        for relation, kind in (("members", "cluster.member_added"), ("roles", "role.assigned"), ("tags", "enterprise.tagged")):
            mine = {e.seq: e.seq in ended
                    for e, _ in self.model.counted(prefix, as_of, kind, published_by=by)}
            theirs = {row["entry"]: row["until"] is not None for row in self.weir.show(relation, *options)["rows"]}
            problem = self.same(f"{relation}: ended", mine, theirs)
            if problem:
                return problem
        return None

    def look_parties(self, options, at):
        prefix, as_of, by = at
        mine = {}
        for e, _ in self.model.counted(prefix, as_of, "party.registered", published_by=by):
            into = self.model.stands_for(e.seq, prefix)
            mine[e.get("id")] = None if into == e.seq else self.model.id_of(into)
        return self.same("merged into", mine, {x["id"]: x["merged_into"] for x in self.weir.show("parties", *options)["rows"]})

    def look_through(self, options, at):
        """Where the money of all government and of one investor is, and whose money is in each thing."""
        columns = ("share", "money", "kept")
        id_of = self.model.id_of
        investors = sorted({investor for investor, _ in self.model.positions(*at)})
        sources = {"public": through.public(self.model, at[0])}
        if investors:
            one = investors[at[0] % len(investors)]
            sources[id_of(one)] = {one}
        webs = {basis: through.Web(self.model, at, basis) for basis in through.BASES}
        for name, parties in sources.items():
            rows = list(self.rows(self.weir.show("look", *options, "--record", "ledger", "--where", f"from={name}")))
            for basis, web in webs.items():
                problem = through.wrong_where(web, parties, [x for x in rows if x["basis"] == basis], id_of)
                if problem:
                    return f"look from {name} {basis} {columns}: {problem}"
        rows = list(self.rows(self.weir.show("look_holders", *options, "--record", "ledger")))
        for basis, web in webs.items():
            problem = through.wrong_behind(web, [x for x in rows if x["basis"] == basis], id_of)
            if problem:
                return f"look_holders {basis}: {problem}"
        return None


# ---- one book, from a seed ----


def a_look(chance, run):
    known = [e.line for e in run.model.entries if hasattr(e, "line")]
    today = day_of_us(now_us())
    spans = [e.effective for e in run.model.entries if e.effective and e.effective[0] < e.effective[1]]
    inside = chance.randint(*chance.choice(spans)) if spans else today  # some row is undetermined on that day
    return {"as_of": chance.choice((today, today + 4000, inside, inside, chance.randint(day(2024, 1, 1), day(2026, 12, 31)))),
            "known": chance.choice(known) if known and chance.random() < 0.5 else None,
            "published_by": chance.randint(day(2023, 6, 1), day(2027, 1, 1)) if chance.random() < 0.25 else None}


def try_book(seed, count, folder):
    """(run, steps, difference or None). A step is ("lines", [...], by_post) or ("look", {...})."""
    run, steps = Run(folder), []
    source, chance = Source(seed, run.model, now_us()), random.Random(seed * 7919 + 1)
    while run.lines < count:
        size = chance.choice((1, 1, 3, 8, 16, 24))
        batch = source_batch(run, source, min(size, count - run.lines))
        problem = take_step(run, steps, ("lines", batch, size == 1 and chance.random() < 0.5))
        if not problem and chance.random() < 0.25:
            problem = take_step(run, steps, ("look", a_look(chance, run)))
        if problem:
            return run, steps, problem
    problem = take_step(run, steps, ("look", a_look(chance, run)))
    run.weir.run("verify", run.weir.path)
    return run, steps, problem


def take_step(run, steps, step):
    """A difference, or a crash, in words; or None."""
    steps.append(step)
    try:
        return run.feed(*step[1:]) if step[0] == "lines" else run.compare_figures(step[1])
    except Crash as crash:
        return str(crash)


def source_batch(run, source, size):
    """Lines that aim at what the model will know by then: decided on a copy, one after another."""
    real = source.model
    source.model, seqs, batch = copy.copy(run.model), dict(run.seq_of_line), []
    source.model.entries = list(run.model.entries)
    source.model.begin_batch()
    for i in range(size):
        line = source.line(is_first=i == 0)
        batch.append(line)
        try:
            e = source.model.decide(render(line, seqs), now_us())
            source.model.add(e)
            e.line = line["_n"]
            seqs[e.line] = e.seq
        except Refusal:
            pass
    source.model = real
    return batch


# ---- the smallest failing list of lines ----


def until_closes(lines):
    """Batches that begin with each close, because a close has to be the first of its batch."""
    starts = [0] + [i for i, x in enumerate(lines) if x.get("kind") == "period.closed"] + [len(lines)]
    return [lines[a:b] for a, b in zip(starts, starts[1:])]


def replay(lines, look):
    """All lines in few batches, the last alone, then the look. A difference, or None."""
    with tempfile.TemporaryDirectory() as folder:
        run = Run(folder)
        try:
            for batch in (*until_closes(lines[:-1]), lines[-1:]):
                problem = run.feed(batch) if batch else None
                if problem:
                    return problem
            return run.compare_figures(look) if look else None
        except Crash as crash:
            return str(crash)


def sort_of(problem):
    """What a difference is about, so that leaving lines out does not end at another one: the relation, or both verdicts."""
    first, *rest = (problem or "").split("\n")
    return rest[0].split(" (")[0] if first.startswith("line ") and rest else first.split(" ")[0]


def shrink(steps):
    lines = [x for s in steps if s[0] == "lines" for x in s[1]]
    look = steps[-1][1] if steps[-1][0] == "look" else None
    problem, until = replay(lines, look), time.time() + SHRINK_SECONDS
    if not problem:
        return lines, look, None
    sort = sort_of(problem)
    size = max(1, len(lines) // 2)
    while size >= 1 and time.time() < until:
        at, dropped = 0, False
        while at < len(lines) and time.time() < until:
            fewer = lines[:at] + lines[at + size:]
            found = replay(fewer, look) if fewer else None
            if sort_of(found) == sort:
                lines, problem, dropped = fewer, found, True
            else:
                at += size
        size = size // 2 if size > 1 else (1 if dropped else 0)
    return lines, look, problem


def keep(folder, seed, lines, look):
    path = pathlib.Path(folder) / f"model-difference-{seed}.jsonl"
    with open(path, "w", encoding="utf-8") as out:
        for x in lines:
            out.write(json.dumps(x, ensure_ascii=False) + "\n")
        if look:
            out.write(json.dumps({"_look": look}) + "\n")
    return path


def read_kept(path):
    lines, look = [], None
    for text in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        x = json.loads(text)
        if "_look" in x:
            look = x["_look"]
            continue
        for field in ENTRY_FIELDS:
            if isinstance(x.get(field), list):
                x[field] = tuple(x[field])
        lines.append(x)
    return lines, look


# ---- does the test still see everything? ----


class Seen:
    """What was reached in all books: a code or a kind of the ledger that no line reaches is a blind spot, and a failure."""
    NOT_BY_LINES = {"E_FOUR_EYES": "who must approve is the desk's", "E_APPROVER_SAME": "who approves is an option",
                    "E_ACTOR_UNKNOWN": "who enters is an option", "E_DUPLICATE_BATCH": "the key of a batch is an option",
                    "E_DEPENDS": "takes the place of E_NAME_UNKNOWN", "E_BLOCKED": "rules are not of the ledger",
                    "E_WAIVER_RULE": "rules are not of the ledger", "E_WAIVER_END": "rules are not of the ledger",
                    "E_CALL_OTHER": "lines name no call yet; tests/refusals/capital.jsonl does",
                    **{code: "files of cards and questions to rules" for code in (
                        "E_CARD_UNKNOWN", "E_CARD_CELL", "E_CARD_TREE", "E_CARD_STEPS", "E_SCORE_NODE", "E_SCORE_VALUE",
                        "E_HISTORY_OF", "E_HISTORY_DAYS")}}

    def __init__(self):
        self.codes, self.kinds, self.reversed = (collections.Counter() for _ in range(3))

    def add(self, run):
        self.codes.update(run.told)
        kinds, gone = run.taken()
        self.kinds.update(kinds)
        self.reversed.update(gone)

    @staticmethod
    def wanted_codes():
        return [code for code in decided_codes() if code not in Seen.NOT_BY_LINES]

    @staticmethod
    def wanted_kinds():
        return [*WORKING, "party.merged", "period.closed", "entry.reversed", "cash.confirmed", "nav.reported"]

    def missing(self):
        return ([f"code {c} was never said" for c in self.wanted_codes() if not self.codes[c]]
                + [f"kind {k} was never taken" for k in self.wanted_kinds() if not self.kinds[k]]
                + [f"kind {k} was never taken back" for k in WORKING if not self.reversed[k]])

    def print(self):
        for title, counts in (("taken", self.kinds), ("taken back", self.reversed), ("refused", self.codes)):
            print(f"# {title}: " + " ".join(f"{name}:{n}" for name, n in sorted(counts.items())))


def vocabulary():
    """The program and kinds.def must know the same kinds: a kind that works in one only would be tested in none."""
    program = {x["kind"]: not x["state"] for x in json.loads(subprocess.run(
        [WEIR, "kinds", "--json"], capture_output=True, check=True).stdout)}
    table = {kind: info["works"] for kind, info in KINDS.items()}
    return [f"kind {k}: works in the program: {program.get(k)}, in kinds.def: {table.get(k)}"
            for k in sorted({*program, *table}) if program.get(k) != table.get(k)]


# ---- all books ----


def one_seed(seed, count, options):
    with tempfile.TemporaryDirectory() as folder:
        try:
            run, steps, problem = try_book(seed, count, folder)
        except Crash as crash:
            return None, f"seed {seed}: {crash}"
    if not problem:
        return run, None
    text = f"seed {seed}: {problem}"
    if not options.no_shrink:
        lines, look, smaller = shrink(steps)
        path = keep(options.keep, seed, lines, look)
        text += f"\nshrunk to {len(lines)} lines in {path}: {smaller or 'not seen again when sent in one batch'}"
    return run, text


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--lines", type=int, default=LINES * (10 if os.environ.get("WEIR_LONG") else 1))
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--no-shrink", action="store_true")
    ask.add_argument("--keep", default=os.environ.get("WEIR_BUILD", "."))
    ask.add_argument("--replay")
    ask.add_argument("--go-on", action="store_true", help="report every seed that differs, not only the first three")
    options = ask.parse_args()
    if options.replay:
        problem = replay(*read_kept(options.replay))
        print(problem or "no difference")
        return 1 if problem else 0
    done, refused, figures, differing, books, seed, seen = 0, 0, 0, 0, 0, options.seed, Seen()
    whole = options.lines >= LINES  # a shorter run is somebody's own look at a few seeds
    while (done < options.lines or (whole and done < options.lines * 2 and seen.missing())) and (differing < 3 or options.go_on):
        run, problem = one_seed(seed, BOOK_LINES if whole else min(BOOK_LINES, options.lines - done), options)
        books += 1
        print(f"{'not ok' if problem else 'ok'} {books} - book {seed}: as the model says")
        for text in (problem or "").splitlines():
            print(f"# {text}")
        differing += problem is not None
        done += run.lines if run else BOOK_LINES
        if run:
            refused, figures = refused + run.refused, figures + run.figures
            seen.add(run)
        seed += 1
        sys.stdout.flush()
    blind = vocabulary() + (seen.missing() if whole and not differing else [])
    print(f"{'not ok' if blind else 'ok'} {books + 1} - every kind and every refusal of the ledger was reached")
    for text in blind:
        print(f"# {text}")
    print(f"1..{books + 1}")
    print(f"# {done} lines, {refused} of them refused for {len(seen.codes)} reasons, {figures} looks at the figures, {differing} differences")
    seen.print()
    return 1 if differing or blind else 0


if __name__ == "__main__":
    sys.exit(main())
