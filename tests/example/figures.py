"""Every figure again. Each function takes one row of a relation and gives, column by column, what the row must say: the
value from the entries that `why --json` cites, and `must cite` from all entries of the book, so that a citation can
neither lack a row nor carry one too many. The formulas are those that the relations name."""
from algebra import Interval, compare, product, ratio, span, unknown, whole_months
from entries import share_of, whole

FUNDS = ("mother_fund", "sub_fund", "direct_fund")
SHARE_BASES = ("registered", "subscribed", "paid_in", "announced", "target")
WIDTHS = {"any": 0, "year": 12, "half": 6, "quarter": 3, "month": 1}
SHOWN_NONE = object()  # the cell is empty


class Book:
    """All entries that count on a day."""

    def __init__(self, entries, as_of):
        self.as_of = as_of
        self.entries = [e for e in entries if e.first <= as_of]
        self.by_seq = {e.seq: e for e in self.entries}
        self.party = {e.words["id"]: e for e in self.of("party.registered")}
        self.cluster = {e.words["id"]: e for e in self.of("cluster.defined")}

    def of(self, kind):
        return [e for e in self.entries if e.kind == kind]

    def is_fund(self, party):
        return party in self.party and self.party[party].words["class"] in FUNDS

    def members(self, cluster):
        """member -> entry that brought it in; clusters within are opened, populations without members stand."""
        out = {}
        for e in self.of("cluster.member_added"):
            if e.object == cluster:
                inner = self.members(e.subject) if e.subject in self.cluster else {}
                for member, entry in (inner or {e.subject: e}).items():
                    out.setdefault(member, entry)
        return out

    def size(self, subject, basis):
        rows = [e for e in self.of("size.reported") if e.subject == subject and e.words["basis"] == basis]
        return max(rows, key=lambda e: e.rank(), default=None)

    def stakes(self, basis):
        """(investor, fund) -> (statement with an amount, one with a share, the latest of all)"""
        out = {}
        for e in self.of("stake.reported"):
            if (e.words.get("basis") == "paid_in") == (basis == "paid_in"):
                out.setdefault((e.subject, e.object), []).append(e)
        best = {"key": lambda e: e.rank(), "default": None}
        return {pair: (max((e for e in rows if e.amount), **best), max((e for e in rows if e.share is not None), **best),
                       max(rows, **best)) for pair, rows in out.items()}


def total(parts):
    out = Interval(0, 0)
    for part in parts:
        out = out + part
    return out


# ---- clusters ----
def cluster_must_cite(book, cluster, basis):
    members = book.members(cluster)
    entries = list(members.values()) + [book.size(member, basis) for member in members]
    entries += [stated or best for (_, fund), (stated, _, best) in book.stakes(basis).items() if fund in members]
    return {e.seq for e in entries if e}


def cluster_size(book, row, cites):
    cluster, basis = row["cluster"], row["basis"]
    assert row["record"] == "reported", "the example has no ledger"
    cited = cites("net_top_down")
    members = [e.subject for e in cited if e.kind == "cluster.member_added"]
    size = {e.subject: e.counted(book.as_of) for e in cited if e.kind == "size.reported"}
    sums = {"gross": [], "net_top_down": [], "net_bottom_up": []}
    for member in members:
        said = size.get(member, unknown())
        into = [e for e in cited if e.kind == "stake.reported" and e.object == member]
        inner, outer = (total(e.counted(book.as_of) if e.amount else unknown() for e in into
                              if (e.subject in members) == inside) for inside in (True, False))
        sums["gross"].append(said)
        sums["net_top_down"].append((said - inner).at_least_zero())
        sums["net_bottom_up"].append(outer.at_most(said))
    out = {column: total(parts) for column, parts in sums.items()}
    out["unexplained"] = out["net_top_down"] - out["net_bottom_up"]
    whole_size = cites("stated")
    out.update(cluster=cluster, basis=basis, members=len(members), unsized=len(members) - len(size),
               stated=whole_size[0].amount if whole_size else SHOWN_NONE)
    said = book.size(cluster, basis)
    must = {column: cluster_must_cite(book, cluster, basis) for column in list(sums) + ["unexplained"]}
    must["stated"] = {said.seq} if said else set()
    return out, must


def gaps(book, cluster, basis):
    """(whom to ask, investor) -> (what is known, entry): sizes and stakes that are not exact."""
    out = {}
    for member, entry in book.members(cluster).items():
        size = book.size(member, basis)
        if size is None or not size.counted(book.as_of).exact():
            out[member, None] = (size.counted(book.as_of) if size else unknown(), size or entry)
        for (investor, fund), (stated, _, best) in book.stakes(basis).items():
            now = stated.counted(book.as_of) if stated else unknown()
            if fund == member and not now.exact():
                out[member, investor] = (now, stated or best)
    return out


def width(x):
    return None if None in (x.lo, x.hi) else x.hi - x.lo


def cluster_unknowns(book, row, cites):
    cited = cites("now")
    of_kind = cited[0].kind == ("stake.reported" if row["investor"] else "size.reported")
    now = cited[0].counted(book.as_of) if of_kind and cited[0].amount else unknown()
    wide = width(now)
    every = gaps(book, row["cluster"], row["basis"])
    widest = sorted((width(known) for known, _ in every.values()), key=lambda w: (w is not None, -(w or 0)))
    assert widest[row["rank"] - 1] == wide, "rank %d is not by width" % row["rank"]
    out = {"now": now, "width": unknown() if wide is None else Interval(wide, wide), "rank": row["rank"],
           "about": "stake" if row["investor"] else "size"}
    entry = every[row["ask"], row["investor"]][1]
    return out, {"now": {entry.seq}, "width": {entry.seq}}


# ---- money ----
def chain(start, cited):
    """The links of a path in order, with the size beside each where its share was derived from one."""
    links = {e.subject: e for e in cited if e.kind != "size.reported"}
    sizes = {e.subject: e for e in cited if e.kind == "size.reported"}
    out, at = [], start
    while at in links:
        link = links.pop(at)
        out.append((link, sizes.pop(link.object, None)))
        at = link.object
    assert not links and not sizes, "cited, but no part of the path"
    return out


def link_share(book, link, size):
    if link.share is not None:
        return share_of(link)
    return ratio(link.counted(book.as_of), size.amount) if link.amount and size else None


def size_for_share(book, link):
    """Of all sizes of the fund the first basis, in the order that the relation names, that can be divided by."""
    if link.kind != "stake.reported" or link.share is not None or link.amount is None:
        return None
    sizes = [book.size(link.object, basis) for basis in SHARE_BASES]
    return next((s for s in sizes if s and ratio(link.counted(book.as_of), s.amount)), None)


def link_must_cite(book, link):
    if link.kind == "stake.reported":
        stated, shared, best = book.stakes("subscribed")[link.subject, link.object]
        entries = {stated or shared or best, shared}
    else:
        entries = {link}
    return {e.seq for e in entries | {size_for_share(book, link)} if e}


def money_paths(book, row, cites):
    path = chain(row["from"], cites("path"))
    links, last = [link for link, _ in path], path[-1][0]
    share = whole()
    for link, size in path[:-1]:
        part = link_share(book, link, size)
        share = product(share, part) if share and part else None
    amount = last.counted(book.as_of) if last.amount else None
    figures = sum(1 for link in links if link.amount or link.share is not None)
    goes_on = any(e.subject == last.object for e in book.entries if e.kind in
                  ("stake.reported", "holding.reported", "position.reported"))
    ends = "aggregate" if last.kind == "position.reported" else \
        "enterprise" if book.party[last.object].words["class"] == "enterprise" else "no_row_below"
    assert ends == "aggregate" or not goes_on, "the path goes on"
    out = {"from": row["from"], "to": last.object, "links": len(path), "with_figure": figures, "ends": ends,
           "complete": "yes" if figures == len(path) else "no", "amount": amount or SHOWN_NONE,
           "share": share if share and len(path) > 1 else SHOWN_NONE,
           "attributable": product(amount, share) if amount and share else SHOWN_NONE}
    every = set().union(*(link_must_cite(book, link) for link in links))
    must = {"path": every, "amount": link_must_cite(book, last) if amount else set(),
            "share": every if share and len(path) > 1 else set(), "attributable": every if amount and share else set()}
    return out, must


def money_links(book, row, cites):
    (link, size), = chain(next(e.subject for e in cites("amount") if e.kind != "size.reported"), cites("amount"))
    share = link_share(book, link, size)
    out = {"link_no": row["link_no"], "amount": link.counted(book.as_of) if link.amount else SHOWN_NONE,
           "share": share or SHOWN_NONE, "share_how": SHOWN_NONE if share is None else
           "stated" if link.share is not None else "derived", "date": link.words.get("effective", SHOWN_NONE),
           "confidence": link.confidence, "source_row": link.row}
    must = link_must_cite(book, link)
    return out, {column: must for column in ("amount", "share", "date", "source_row")}


# ---- promises ----
def why_not(book, target, match, seen):
    """The first reason in the order in which the relation names them; None = admissible."""
    deadline = span(target.words.get("deadline"))
    if match.words["admissible"] != "yes":
        return "match_says_no"
    if seen.words["vintage"] != "outturn":
        return "not_an_outturn"
    if seen.amount is None:
        return "no_value"
    if seen.unit != target.unit:
        return "unit_differs"
    months = WIDTHS[match.words["width"]]
    if seen.period is None:
        return "no_period" if months else None
    if months and whole_months(*seen.period) < months:
        return "period_not_whole"
    if deadline and seen.period[1] > deadline[1]:
        return "after_the_deadline"
    return "period_not_over" if seen.period[1] > book.as_of else None


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
    out = {"target": target.words["id"], "indicator": target.words["indicator"], "value": target.amount,
           "comparator": target.words["comparator"], "deadline": target.words.get("deadline", SHOWN_NONE),
           "verdict": verdict(book, target, only(cites("verdict"), "indicator.observed")),
           "reading": seen.amount if seen else SHOWN_NONE, "period": seen.period if seen else SHOWN_NONE,
           "published": seen.published if seen else SHOWN_NONE, "source_row": seen.row if seen else SHOWN_NONE,
           "met_on": ends_on(met).isoformat() if met else SHOWN_NONE,
           "days": (deadline[1] - ends_on(met)).days if met and deadline else SHOWN_NONE, "target_row": target.row,
           "readings": len(readings_of(book, book.by_seq[target.seq])), "entry": target.seq}
    promise = book.by_seq[target.seq]
    out["admissible"], chosen, first = judge(book, promise)
    of_reading = {e.seq for e in (promise, chosen, readings_of(book, promise).get(chosen)) if e}
    must = {column: of_reading for column in ("verdict", "reading", "period", "published", "source_row")}
    must.update({column: {e.seq for e in (promise, first) if e} for column in ("met_on", "days")}, value={promise.seq})
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


# ---- counts ----
def coverage(book, row, cites):
    listed = {e.words["code"]: e.words["id"] for e in book.of("cluster.defined")
              if e.words.get("list") == row["list"] and e.words["class"] == "industry_cluster"}
    if row["code"] == "outside":
        cluster, = [e.words["id"] for e in book.of("cluster.defined")
                    if e.words.get("list") == row["list"] and e.words["class"] == "fund_cluster"]
        inside = set().union(*(book.members(one) for one in listed.values()))
    else:
        cluster, inside = listed[row["code"]], set()
    must = {e.seq for member, e in book.members(cluster).items() if book.is_fund(member) and member not in inside}
    cited = [e.subject for e in cites("funds")]
    names = "、".join(book.party[fund].words["name"] for fund in cited)
    out = {"code": row["code"], "funds": len(cited), "which": names or SHOWN_NONE,
           "state": "none" if not cited else "one" if len(cited) == 1 else "several"}
    return out, {"funds": must}


def lacking(book, topic):
    """(entries that lack it, of how many)"""
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
    return {e.seq for e in rows if lacks(e)}, len(rows)


def unknowns(book, row, cites):
    must, of = lacking(book, row["topic"])
    return {"topic": row["topic"], "unknown": len(cites("unknown")), "of": of}, {"unknown": must}


KEYS = {cluster_size: 3, cluster_unknowns: 3, money_paths: 3, money_links: 4, targets: 1, readings: 2, coverage: 2,
        unknowns: 1}
RELATIONS = {function.__name__: (function, count) for function, count in KEYS.items()}
# columns that hold a name and no figure
NAMES = {"cluster", "cluster_name", "record", "ask", "ask_name", "what", "path", "path_no", "from", "to", "investor",
         "into", "kind", "name", "list", "program", "region", "source_title", "reason", "subject"}
