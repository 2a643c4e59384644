"""Every figure again. Each function takes one row of a relation and gives, column by column, what the row must say: the
value from the entries that `why --json` cites, and `must cite` from all entries of the book, so that a citation can
neither lack a row nor carry one too many. The formulas are those that the relations name."""
from fractions import Fraction

from algebra import Interval, compare, down, is_months, product, share_of_whole, span, unknown, up
from entries import Entry, share_of, whole

FUNDS = ("mother_fund", "sub_fund", "direct_fund")
SHARE_BASES = ("registered", "subscribed", "announced", "target")
WIDTHS = {"any": 0, "year": 12, "half": 6, "quarter": 3, "month": 1}
SHOWN_NONE = object()  # the cell is empty


def seqs(*groups):
    return {e.seq for group in groups for e in group if e is not None}


class Book:
    """All entries that count on a day. What the example does not have (rows that are reversed, memberships that end, a
    choice between a sure statement and one that may not count yet) is not repeated here, and its absence is checked."""

    def __init__(self, entries, as_of):
        self.as_of = as_of
        self.entries = [e for e in entries if e.first <= as_of]
        kinds = {e.kind for e in self.entries}
        assert not kinds & {"entry.reversed", "cluster.member_removed", "party.merged", "party.changed", "parameter.set",
                            "commitment.signed", "investment.made"}, kinds
        self.by_seq = {e.seq: e for e in self.entries}
        self.party = {e.words["id"]: e for e in self.of("party.registered")}
        self.cluster = {e.words["id"]: e for e in self.of("cluster.defined")}
        self.added = {}
        for e in self.of("cluster.member_added"):
            assert e.last <= as_of, "a member that may not be one yet"
            self.added.setdefault(e.object, []).append(e)

    def of(self, kind):
        return [e for e in self.entries if e.kind == kind]

    def is_fund(self, party):
        return party in self.party and self.party[party].words["class"] in FUNDS

    def membership(self, cluster):
        """All entries that bring members in; clusters within are opened, those without members stand."""
        out = []
        for e in self.added.get(cluster, ()):
            out += [e] + self.membership(e.subject)
        return out

    def choose(self, rows):
        """The statement that counts."""
        best = max(rows, key=lambda e: e.rank(), default=None)
        assert best is None or best.last <= self.as_of or len(rows) == 1, "one that may not count yet, among several"
        return best

    def size(self, subject, basis):
        return self.choose([e for e in self.of("size.reported") if e.subject == subject and e.words["basis"] == basis])

    def stakes(self, basis):
        """(investor, fund) -> (statement with an amount on this side of paid-in, one with a share, any)"""
        out = {}
        for e in self.of("stake.reported"):
            out.setdefault((e.subject, e.object), []).append(e)
        return {pair: (self.choose([e for e in rows if e.amount and
                                    (e.words.get("basis") == "paid_in") == (basis == "paid_in")]),
                       self.choose([e for e in rows if e.share is not None]), self.choose(rows))
                for pair, rows in out.items()}


def leaves(membership):
    """The members themselves, each once; membership: entries, those of opened clusters among them."""
    opened = {e.object for e in membership}
    return list(dict.fromkeys(e.subject for e in membership if e.subject not in opened))


def total(parts):
    out = Interval(0, 0)
    for part in parts:
        out = out + part
    return out


# ---- clusters ----
def stake_value(book, e):
    return e.firm(e.counted(book.as_of)) if e.amount else unknown()


def parts(book, cited):
    """gross, net top-down and net bottom-up, as far as the cited entries tell."""
    members = leaves([e for e in cited if e.kind == "cluster.member_added"])
    if not members:
        return unknown(), unknown(), unknown()
    size = {e.subject: e.counted(book.as_of) for e in cited if e.kind == "size.reported"}
    sums = [], [], []
    for member in members:
        said = size.get(member, unknown())
        into = [e for e in cited if e.kind == "stake.reported" and e.object == member]
        inner, outer = (total(stake_value(book, e) for e in into if (e.subject in members) == inside)
                        for inside in (True, False))
        for part, value in zip(sums, (said, (said - inner).at_least_zero(), outer.at_most(said))):
            part.append(value)
    return [total(part) for part in sums]


def cluster_must_cite(book, cluster, basis):
    membership = book.membership(cluster)
    members = leaves(membership)
    sizes = [book.size(member, basis) for member in members]
    into = {pair: stated or best for pair, (stated, _, best) in book.stakes(basis).items() if pair[1] in members}
    inside = [e for (investor, _), e in into.items() if investor in members]
    outside = [e for (investor, _), e in into.items() if investor not in members]
    own = membership or [book.cluster[cluster]]
    return {"members": seqs(own), "unsized": seqs(own, sizes), "gross": seqs(own, sizes),
            "net_top_down": seqs(own, sizes, inside), "net_bottom_up": seqs(own, sizes, outside),
            "unexplained": seqs(own, sizes, inside, outside), "stated": seqs([book.size(cluster, basis)])}


def cluster_size(book, row, cites):
    cluster, basis = row["cluster"], row["basis"]
    assert row["record"] == "reported", "the example has no ledger"

    def members_of(column):
        return leaves([e for e in cites(column) if e.kind == "cluster.member_added"])
    sized = {e.subject for e in cites("unsized") if e.kind == "size.reported"}
    _, above, below = parts(book, cites("unexplained"))
    whole_size = cites("stated")
    out = {"cluster": cluster, "basis": basis, "members": len(members_of("members")),
           "unsized": len([member for member in members_of("unsized") if member not in sized]),
           "gross": parts(book, cites("gross"))[0], "net_top_down": parts(book, cites("net_top_down"))[1],
           "net_bottom_up": parts(book, cites("net_bottom_up"))[2], "unexplained": above - below,
           "stated": whole_size[0].counted(book.as_of) if whole_size else SHOWN_NONE}
    return out, cluster_must_cite(book, cluster, basis)


def gaps(book, cluster, basis):
    """(about, whom to ask, investor) -> (what is known, entry): sizes and stakes that are not exact."""
    membership = book.membership(cluster)
    if not membership:
        return {("members", cluster, None): (unknown(), book.cluster[cluster])}
    out = {}
    for member in leaves(membership):
        size = book.size(member, basis)
        now = size.counted(book.as_of) if size else unknown()
        if not now.exact():
            out["size", member, None] = (now, size or next(e for e in membership if e.subject == member))
        for (investor, fund), (stated, _, best) in book.stakes(basis).items():
            entry = stated or best
            if fund == member and not stake_value(book, entry).exact():
                out["stake", member, investor] = (stake_value(book, entry), entry)
    return out


def width(x):
    return None if None in (x.lo, x.hi) else x.hi - x.lo


def cluster_unknowns(book, row, cites):
    e, = cites("now")
    now = unknown()
    if e.kind in ("stake.reported", "size.reported"):
        now = stake_value(book, e) if e.kind == "stake.reported" else e.counted(book.as_of)
    wide = width(now)
    every = gaps(book, row["cluster"], row["basis"])
    widest = sorted((width(known) for known, _ in every.values()), key=lambda w: (w is not None, -(w or 0)))
    assert widest[row["rank"] - 1] == wide, "rank %d is not by width" % row["rank"]
    entry = every[row["about"], row["ask"], row["investor"]][1]
    out = {"now": now, "width": unknown() if wide is None else Interval(wide, wide), "rank": row["rank"],
           "about": row["about"]}
    return out, {"now": {entry.seq}, "width": {entry.seq}}


# ---- money ----
def chain(start, links):
    """The links of a path in order."""
    left, out, at = {e.subject: e for e in links}, [], start
    while at in left:
        out.append(left.pop(at))
        at = out[-1].object
    assert out and not left, "cited, but no part of the path"
    return out


def link_share(book, link, sizes):
    """As stated, else amount / size of the fund, where a size is given."""
    if link.share is not None:
        return share_of(link)
    size = sizes.get(link.object)
    return share_of_whole(link.counted(book.as_of), size.counted(book.as_of)) if link.amount and size else None


def size_for_share(book, link):
    """Of all sizes of the fund the first, in the order of bases that the relation names, that can be divided by."""
    if link.kind != "stake.reported" or link.share is not None or link.amount is None:
        return None
    sizes = [book.size(link.object, basis) for basis in SHARE_BASES]
    return next((s for s in sizes if s and s.unit == link.unit and
                 share_of_whole(link.counted(book.as_of), s.counted(book.as_of))), None)


def entries_of_link(book, link):
    """(the one that names it, those of its amount, those of its share)"""
    stated, shared, best = book.stakes("subscribed")[link.subject, link.object] if link.kind == "stake.reported" else \
        [book.by_seq[link.seq]] * 3
    size = size_for_share(book, link)
    return [best], [stated] if stated and stated.amount else [], \
        [shared] if shared and shared.share is not None else [stated, size] if size else []


def money_paths(book, row, cites):
    path = chain(row["from"], cites("path"))
    last = path[-1]
    sizes = {e.subject: e for column in ("share", "attributable") for e in cites(column) if e.kind == "size.reported"}
    share = whole()
    for link in path[:-1]:
        part = link_share(book, link, sizes)
        share = product(share, link.firm(part)) if share and part else None
    amount = last.counted(book.as_of) if last.amount else None
    figures = sum(1 for link in path if link.amount or link.share is not None)
    goes_on = any(e.subject == last.object for e in book.entries if e.kind in
                  ("stake.reported", "holding.reported", "position.reported"))
    ends = "aggregate" if last.kind == "position.reported" else \
        "enterprise" if book.party[last.object].words["class"] == "enterprise" else "no_row_below"
    assert ends == "aggregate" or not goes_on, "the path goes on"
    part = None
    if amount and share:
        part = product(last.firm(amount), share) if len(path) > 1 else last.firm(amount)
    out = {"from": row["from"], "to": last.object, "links": len(path), "with_figure": figures, "ends": ends,
           "complete": "yes" if figures == len(path) else "no", "amount": amount or SHOWN_NONE,
           "share": share if share and len(path) > 1 else SHOWN_NONE, "attributable": part or SHOWN_NONE}
    of_link = [entries_of_link(book, link) for link in path]
    named = seqs(*(entry for entry, _, _ in of_link))
    shares, amounts = seqs(*(found for _, _, found in of_link[:-1])), seqs(of_link[-1][1])
    must = {column: named for column in ("path", "links", "with_figure", "ends", "complete")}
    must.update(amount=amounts, share=shares if share and len(path) > 1 else set(),
                attributable=shares | amounts if part else set())
    return out, must


def money_links(book, row, cites):
    link, = cites("date")
    sizes = {e.subject: e for e in cites("share") if e.kind == "size.reported"}
    share = link_share(book, link, sizes)
    out = {"link_no": row["link_no"], "amount": link.counted(book.as_of) if link.amount else SHOWN_NONE,
           "share": share or SHOWN_NONE, "share_how": SHOWN_NONE if share is None else
           "stated" if link.share is not None else "derived", "date": link.words.get("effective", SHOWN_NONE),
           "confidence": link.confidence, "source_row": link.row}
    named, amounts, shares = entries_of_link(book, link)
    must = {"date": seqs(named), "source_row": seqs(named), "confidence": seqs(named), "amount": seqs(amounts)}
    if share:
        must.update(share=seqs(shares), share_how=seqs(shares))
    return out, must


# ---- promises ----
def why_not(book, target, match, seen):
    """The first reason in the order in which the relation names them; None = admissible."""
    deadline = span(target.words.get("deadline"))
    if match.words["admissible"] != "yes":
        return "match_says_no"
    if seen.words.get("vintage", "outturn") != "outturn":
        return "not_an_outturn"
    if seen.amount is None:
        return "no_value"
    if seen.unit != target.unit:
        return "unit_differs"
    months, late = WIDTHS[match.words["width"]], deadline is not None and ends_on(seen) > deadline[1]
    if seen.period is None and (months or late):
        return "no_period"
    if seen.period and months and not is_months(seen.period, months):
        return "period_not_whole"
    if late:
        return "after_the_deadline"
    return "period_not_over" if ends_on(seen) > book.as_of else None


def readings_of(book, target):
    """observation -> the last match that names it"""
    out = {}
    for match in book.of("target.matched"):
        if match.subject != target.words["id"]:
            continue
        for seen in book.of("indicator.observed"):
            if seen.words["indicator"] == match.words["indicator"] and match.object in (None, seen.object) and \
                    match.words.get("region", "") in ("", seen.words.get("region", "")):
                out[seen] = match
    return out


def ends_on(seen):
    return seen.period[1] if seen.period else seen.last


def compared(target, seen):
    if seen.amount is None or seen.unit != target.unit:
        return None
    assert target.amount.exact(), "a promise is one number"
    return compare(seen.amount, target.words["comparator"], target.amount.lo)


def judge(book, target):
    """(chosen, first that passes), among all admissible readings of the book."""
    admissible = [seen for seen, match in readings_of(book, target).items() if not why_not(book, target, match, seen)]
    chosen = max(admissible, key=lambda seen: (ends_on(seen),) + seen.rank(), default=None)
    passing = [seen for seen in admissible if compared(target, seen) == "pass"]
    return len(admissible), chosen, min(passing, key=lambda seen: (ends_on(seen), seen.seq), default=None)


def only(cited, kind):
    found = [e for e in cited if e.kind == kind]
    assert len(found) <= 1, "two entries of %s" % kind
    return found[0] if found else None


def verdict(book, target, seen):
    deadline = span(target.words.get("deadline"))
    due = deadline is not None and deadline[1] <= book.as_of
    if seen is None:
        return "not_yet_due" if deadline and not due else "no_reading"
    found = compared(target, seen)
    return "not_yet_due" if found == "breach" and not due else found


def targets(book, row, cites):
    target = only(cites("value"), "target.set")
    seen, met = only(cites("reading"), "indicator.observed"), only(cites("met_on"), "indicator.observed")
    deadline = span(target.words.get("deadline"))
    matched = readings_of(book, book.by_seq[target.seq])
    out = {"target": target.words["id"], "indicator": target.words["indicator"], "value": target.amount,
           "comparator": target.words["comparator"], "deadline": target.words.get("deadline", SHOWN_NONE),
           "verdict": verdict(book, target, only(cites("verdict"), "indicator.observed") if seen else None),
           "reading": seen.amount if seen else SHOWN_NONE, "period": seen.period if seen else SHOWN_NONE,
           "published": seen.published if seen else SHOWN_NONE, "source_row": seen.row if seen else SHOWN_NONE,
           "met_on": ends_on(met).isoformat() if met else SHOWN_NONE,
           "days": (deadline[1] - ends_on(met)).days if met and deadline else SHOWN_NONE, "target_row": target.row,
           "readings": len(matched), "entry": target.seq}
    promise = book.by_seq[target.seq]
    out["admissible"], chosen, first = judge(book, promise)
    of_chosen = seqs([promise, chosen, matched.get(chosen)])
    every = seqs([promise], matched, [e for e in book.of("target.matched") if e.subject == target.words["id"]])
    must = {column: of_chosen for column in ("reading", "period", "published", "source_row")}
    must.update({column: seqs([promise, first, matched.get(first)]) for column in ("met_on", "days")})
    must.update(value={promise.seq}, verdict=of_chosen if chosen else every, readings=every, admissible=every)
    return out, must


def readings(book, row, cites):
    cited = cites("value")
    target, match, seen = (only(cited, kind) for kind in ("target.set", "target.matched", "indicator.observed"))
    refused = why_not(book, target, match, seen)
    promise = book.by_seq[target.seq]
    out = {"target": target.words["id"], "entry": seen.seq, "indicator": seen.words["indicator"],
           "period": seen.period or SHOWN_NONE, "value": seen.amount or SHOWN_NONE, "published": seen.published,
           "admissible": "no" if refused else "yes", "why_not": refused or SHOWN_NONE,
           "passes": compared(target, seen) or SHOWN_NONE, "source_row": seen.row,
           "chosen": "yes" if judge(book, promise)[1] is book.by_seq[seen.seq] else "no"}
    every = {target.seq, seen.seq, readings_of(book, promise)[book.by_seq[seen.seq]].seq}
    return out, {column: every for column in ("value", "period", "passes", "admissible", "why_not", "published")}


# ---- a straight line to a promise, and promises within promises ----
def day_of_promise(book, target):
    """Its own day, else its program's, else the day on which it was public."""
    program, = [e for e in book.of("program.named") if e.words["id"] == target.words["program"]]
    own = span(target.words.get("date")) or span(program.words.get("date"))
    return (own or (None, target.last))[1]


def baseline_of(book, target):
    """The last admissible reading that ended by the day of the promise, else the first after it."""
    seen = [s for s, match in readings_of(book, target).items() if not why_not(book, target, match, s)]
    day = day_of_promise(book, target)
    before = max((s for s in seen if ends_on(s) <= day), key=lambda s: (ends_on(s),) + s.rank(), default=None)
    first = min((ends_on(s) for s in seen if ends_on(s) > day), default=None)
    return before or max((s for s in seen if ends_on(s) == first), key=Entry.rank, default=None)


def line_at(start, end, base, goal, day):
    day = min(max(day, start), end)
    if day == end:
        return Interval(goal, goal, about=base.about)

    def at(value):
        return value + Fraction((goal - value) * (day - start).days, (end - start).days)
    lo, hi = down(at(base.lo)), None if base.hi is None else at(base.hi)
    if hi is not None:
        hi = down(hi) if base.lo == base.hi else up(hi)
    return Interval(lo, hi, base.lo_strict, base.hi_strict, base.about, base.unknown)


def pace_word(gap):
    if gap.lo == gap.hi == 0:
        return "on_line"
    if gap.lo is not None and (gap.lo > 0 or (gap.lo == 0 and gap.lo_strict)):
        return "ahead"
    return "behind" if gap.hi is not None and (gap.hi < 0 or (gap.hi == 0 and gap.hi_strict)) else "undetermined"


def days_ahead(start, end, base, goal, reached, day):
    if not base.exact() or not reached.exact():
        return SHOWN_NONE
    return down(Fraction((reached.lo - base.lo) * (end - start).days, goal - base.lo)) - (min(day, end) - start).days


def pace_figures(book, promise, seen, base):
    """expected, gap, gap_days, pace"""
    end, rising = span(promise.words.get("deadline")), promise.words["comparator"] in ("=", ">=", ">", "~")
    rising = rising and promise.unit != "milestone"
    out = {"expected": SHOWN_NONE, "gap": SHOWN_NONE, "gap_days": SHOWN_NONE, "pace": "no_line"}
    if base is None or not rising:
        return dict(out, pace="no_figure" if rising and seen is None else "no_line")
    start, goal = ends_on(base), promise.amount.lo
    if end is None or start >= end[1] or base.amount.lo >= goal:
        return out
    out["expected"] = line_at(start, end[1], base.amount, goal, book.as_of)
    if ends_on(seen) <= start:
        return dict(out, pace="not_started")
    gap = seen.amount - line_at(start, end[1], base.amount, goal, ends_on(seen))
    return dict(out, gap=gap, pace=pace_word(gap),
                gap_days=days_ahead(start, end[1], base.amount, goal, seen.amount, ends_on(seen)))


def target_pace(book, row, cites):
    target = only(cites("value"), "target.set")
    promise = book.by_seq[target.seq]
    matched, words = readings_of(book, promise), promise.words
    seen, base = judge(book, promise)[1], baseline_of(book, promise)
    parent = next((e for e in book.of("target.set") if e.words["id"] == words.get("parent")), None)
    depth, above = 0, parent
    while above is not None:
        above = next((e for e in book.of("target.set") if e.words["id"] == above.words.get("parent")), None)
        depth += 1
    out = {"target": words["id"], "parent": words.get("parent") or SHOWN_NONE, "depth": depth, "value": promise.amount,
           "indicator": words["indicator"], "deadline": words.get("deadline", SHOWN_NONE),
           "verdict": verdict(book, promise, seen), "reached": seen.amount if seen else SHOWN_NONE,
           "parent_verdict": verdict(book, parent, judge(book, parent)[1]) if parent else SHOWN_NONE,
           "start": ends_on(base).isoformat() if base and words["comparator"] in ("=", ">=", ">", "~") else SHOWN_NONE,
           "baseline": base.amount if base and words["comparator"] in ("=", ">=", ">", "~") else SHOWN_NONE}
    out.update(pace_figures(book, promise, seen, base))
    rising = out["baseline"] is not SHOWN_NONE
    reached, line = seqs([promise, seen, matched.get(seen)]), seqs([promise, base, matched.get(base)]) if rising else set()
    program = [e for e in book.of("program.named") if e.words["id"] == words["program"] and span(e.words.get("date"))]
    line |= seqs([promise], program) if out["start"] is not SHOWN_NONE else set()
    must = {"verdict": reached, "reached": reached, "start": line, "baseline": line, "expected": line,
            "gap": reached | line, "gap_days": reached | line}
    return out, {column: want for column, want in must.items() if out[column] is not SHOWN_NONE}


# ---- the chain from a regulation to a target ----
def walk_amount(book, cited):
    """Of the entries behind a link: the promise's value, a stake or a size as stated; nothing else carries a figure."""
    found = [e for e in cited if e.kind in ("target.set", "stake.reported", "size.reported") and e.amount is not None]
    return found[0] if found else None


def policy_walk(book, row, cites):
    source = walk_amount(book, cites("amount")) if row["amount"] is not None else None
    out = {"depth": row["depth"], "source_row": book.by_seq[row["entry"]].row,
           "amount": source.counted(book.as_of) if source else SHOWN_NONE, "reached": SHOWN_NONE, "verdict": SHOWN_NONE}
    assert row["depth"] >= 1 and row["entry"] in {e.seq for e in cites("depth")}, "a link rests on its entry"
    if row["lower_class"] != "target":
        return out, {}
    promise, = [e for e in book.of("target.set") if e.words["id"] == row["lower"]]
    seen = judge(book, promise)[1]
    out.update(amount=promise.amount, verdict=verdict(book, promise, seen), reached=seen.amount if seen else SHOWN_NONE)
    reached = seqs([promise, seen, readings_of(book, promise).get(seen)])
    return out, {"amount": {promise.seq}, "verdict": reached, "reached": reached}


# ---- counts ----
def coverage(book, row, cites):
    listed = {e.words["code"]: e for e in book.of("cluster.defined")
              if e.words.get("list") == row["list"] and e.words["class"] == "industry_cluster"}
    if row["code"] == "outside":
        cluster, = [e for e in book.of("cluster.defined")
                    if e.words.get("list") == row["list"] and e.words["class"] == "fund_cluster"]
        inside = {e.subject for one in listed.values() for e in book.membership(one.words["id"])}
        must = seqs([cluster], [e for e in book.membership(cluster.words["id"])
                                if book.is_fund(e.subject) and e.subject not in inside])
    else:
        cluster = listed[row["code"]]
        must = seqs([cluster], book.membership(cluster.words["id"]))
    funds = [e.subject for e in cites("funds") if e.kind == "cluster.member_added" and book.is_fund(e.subject)]
    names = "、".join(book.party[fund].words["name"] for fund in funds)
    out = {"code": row["code"], "funds": len(funds), "which": names or SHOWN_NONE,
           "state": "none" if not funds else "one" if len(funds) == 1 else "several"}
    return out, {column: must for column in ("funds", "state", "which")}


def lacking(book, topic):
    """(entries that lack it, all of them)"""
    def sides(kinds, side):
        return {getattr(e, side) for kind in kinds for e in book.of(kind)}
    funds = [e for e in book.of("party.registered") if e.words["class"] in FUNDS]
    stakes, parties, promises = book.of("stake.reported"), book.of("party.registered"), book.of("target.set")
    rows, lacks = {
        "fund_size": (funds, lambda e: e.words["id"] not in sides(["size.reported"], "subject")),
        "fund_investor": (funds, lambda e: e.words["id"] not in sides(["stake.reported"], "object")),
        "fund_use": (funds, lambda e: e.words["id"] not in sides(["stake.reported", "holding.reported"], "subject")),
        "stake_amount": (stakes, lambda e: e.amount is None),
        "stake_amount_and_share": (stakes, lambda e: e.amount is None and e.share is None),
        "holding_amount": (book.of("holding.reported"), lambda e: e.amount is None),
        "target_deadline": (promises, lambda e: "deadline" not in e.words),
        "target_reading": (promises, lambda e: judge(book, e)[0] == 0),
        "party_region": (parties, lambda e: "region" not in e.words),
        "party_uscc": (parties, lambda e: "uscc" not in e.words)}[topic]
    return seqs(e for e in rows if lacks(e)), seqs(rows)


def unknowns(book, row, cites):
    lacks, every = lacking(book, row["topic"])
    return {"topic": row["topic"], "unknown": len(cites("unknown")), "of": len(cites("of"))}, {"unknown": lacks, "of": every}


KEYS = {cluster_size: 3, cluster_unknowns: 3, money_paths: 3, money_links: 4, targets: 1, readings: 2, coverage: 2,
        unknowns: 1, target_pace: 1, policy_walk: 5}
RELATIONS = {function.__name__: (function, count) for function, count in KEYS.items()}
# columns that hold a name and no figure
NAMES = {"cluster", "cluster_name", "record", "ask", "ask_name", "what", "path", "path_no", "from", "to", "investor",
         "into", "kind", "name", "list", "program", "region", "source_title", "reason", "subject",
         "upper", "lower", "link", "upper_class", "lower_class", "upper_name", "lower_name"}
