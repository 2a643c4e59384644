#!/usr/bin/python3
"""Property: an interval or a verdict holds in every world that the statements allow.

A world gives each statement one true integer that its words allow, ends included. For seeded random statements: a verdict
`pass` must hold in all 100 sampled worlds, `breach` in none, `undetermined` in some and not in others (the samples reach
the ends and the neighbours of the limit); gross and net of a cluster and their difference must lie in what is shown, in
all 100 worlds. Nothing of weir's interval arithmetic is repeated here: a world has plain integers.

test_worlds.py [--seeds N] [--seed N]   WEIR_LONG=1: 20 times the seeds
"""
import argparse
import os
import pathlib
import random
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "model"))
from binary import Weir, interval_key  # noqa: E402

SEEDS, WORLDS, FAR = 60, 100, 10**14
LONG_AGO, THIS_YEAR, AS_OF = "2023-01-01", "2026", "2026-06-30"  # what is dated 2026 may not have happened by then
WORDS = {"exact": "{}", "at_least": "不低于{}", "over": "超{}", "at_most": "不超过{}", "under": "不足{}", "nearly": "近{}",
         "about": "约{}", "range": None, "unknown": None}
UNITS = {"亿元": ("CNY", 10**10), "元": ("CNY", 100), "家": ("count", 1), "%": ("percent", 10**4)}


class Statement:
    """A figure in words, and the least and most integer that they allow (None: no end)."""

    def __init__(self, words, value, unit, high=None):
        scale = UNITS[unit][1]
        v, signed = value * scale, UNITS[unit][0] == "percent"
        t = -(-v // 10)  # about and nearly: a tenth, rounded up
        floor = None if signed else 0
        low = v - t if signed else max(0, v - t)
        self.value, self.unit = value, unit
        self.ends = {"exact": (v, v), "at_least": (v, None), "over": (v + 1, None), "at_most": (floor, v),
                     "under": (floor, v - 1), "nearly": (low, v - 1), "about": (low, v + t),
                     "range": (v, (high or 0) * scale), "unknown": (floor, None)}[words]
        self.text = f"{value}-{high}{unit}" if words == "range" else "未知" if words == "unknown" else WORDS[words].format(f"{value}{unit}")

    def fields(self, name):
        return {name: self.text, "unit": self.unit} if self.text == "未知" else {name: self.text}

    def allows(self, x):
        low, high = self.ends
        return (low is None or x >= low) and (high is None or x <= high)

    def sample(self, chance, near=(), least=None, most=None):
        """A true value between least and most, often an end or beside what matters; None when there is none."""
        low = -FAR if self.ends[0] is None else self.ends[0]
        high = max(low, 0) + FAR if self.ends[1] is None else self.ends[1]
        low, high = max(low, low if least is None else least), min(high, high if most is None else most)
        if low > high:
            return None
        beside = [x + d for x in near for d in (-1, 0, 1) if low <= x + d <= high]
        return chance.choice([low, high, chance.randint(low, high), *beside])


def a_statement(chance, unit, least=1, most=60):
    words = chance.choice([*WORDS, "exact", "over", "about"])
    value = chance.randint(least, most)
    return Statement(words, value, unit, value + chance.randint(0, 20))


# ---- verdicts ----


def satisfied(x, comparator, limit):
    t = -(-abs(limit) // 10)
    return {"=": x == limit, ">=": x >= limit, ">": x > limit, "<=": x <= limit, "<": x < limit,
            "~": limit - t <= x <= limit + t}[comparator]


def verdict_lines(chance, count):
    lines, cases = [{"kind": "program.named", "id": "plan", "name": "方案", "date": LONG_AGO}], {}
    for i in range(count):
        unit = chance.choice(list(UNITS))
        seen = a_statement(chance, unit)
        limit = chance.choice((chance.randint(1, 60), seen.value))
        comparator, name = chance.choice(("=", ">=", ">", "<=", "<", "~")), f"t{i}"
        lines += [{"kind": "target.set", "id": name, "program": "plan", "indicator": f"i{i}", "comparator": comparator,
                   "value": f"{limit}{unit}", "deadline": "2025", "date": LONG_AGO},
                  {"kind": "target.matched", "target": name, "indicator": f"i{i}", "admissible": "yes", "reason": "同一口径",
                   "date": LONG_AGO},
                  {"kind": "indicator.observed", "indicator": f"i{i}", "period": "2025", **seen.fields("value")}]
        cases[name] = seen, comparator, limit * UNITS[unit][1]
    return lines, cases


def check_verdicts(chance, book, cases):
    shown = {x["target"]: x["verdict"] for x in book.show("targets", "--as-of", AS_OF)["rows"]}
    compared = {x["target"]: x["passes"] for x in book.show("readings", "--as-of", AS_OF)["rows"]}
    for name, (seen, comparator, limit) in cases.items():
        t = -(-limit // 10)
        ends = [x for x in seen.ends if x is not None]
        sampled = [seen.sample(chance, near=(limit, limit - t, limit + t)) for _ in range(WORLDS)]
        sampled += [x for e in (*ends, limit, limit - t, limit + t, FAR, -FAR) for x in (e - 1, e, e + 1) if seen.allows(x)]
        found = {satisfied(x, comparator, limit) for x in sampled}
        wanted = "undetermined" if len(found) == 2 else "pass" if True in found else "breach"
        for relation, told in (("targets", shown.get(name)), ("readings", compared.get(name))):
            if told != wanted:
                return f"{relation}: {seen.text} {comparator} {limit}: shown {told}, but worlds are {wanted}"
    return None


# ---- clusters ----


def cluster_lines(chance):
    """Funds with sizes, stakes of members and outsiders; one cluster. Sizes are large beside the stakes, so that some
    world makes all statements true."""
    funds = [f"f{i}" for i in range(chance.randint(2, 5))]
    outside = ["city", "bank"]
    lines = [{"kind": "party.registered", "id": x, "name": f"名{x}", "class": "mother_fund" if x in funds else "government"}
             for x in funds + outside]
    lines.append({"kind": "cluster.defined", "id": "c", "name": "群", "class": "fund_cluster", "date": LONG_AGO})
    members = {f: chance.random() < 0.75 for f in funds if chance.random() < 0.8} or {funds[0]: True}
    lines += [{"kind": "cluster.member_added", "cluster": "c", "member": m, "date": LONG_AGO if is_sure else THIS_YEAR}
              for m, is_sure in members.items()]
    sizes, stakes = {}, {}
    for f in funds:
        if chance.random() < 0.85:
            sizes[f] = a_statement(chance, "亿元", 20, 300)
            lines.append({"kind": "size.reported", "subject": f, "basis": "subscribed", "date": "2025-01-01", **sizes[f].fields("amount")})
        for investor in outside + funds:
            if investor != f and chance.random() < 0.35:
                when, state = chance.choice((LONG_AGO, LONG_AGO, THIS_YEAR)), chance.choice(("stated", "derived", "planned", "disputed"))
                said = a_statement(chance, "亿元", 1, 20)
                stakes[investor, f] = said, when == LONG_AGO and state in ("stated", "derived")
                lines.append({"kind": "stake.reported", "investor": investor, "fund": f, "state": state, "date": when,
                              **said.fields("amount")})
    return lines, members, sizes, stakes


def cluster_world(chance, members, sizes, stakes):
    """gross, top-down, bottom-up in one world, or None when the draw contradicts itself: no fund is smaller than what came
    in from outside."""
    gross = top_down = bottom_up = 0
    members = [m for m, is_sure in members.items() if is_sure or chance.random() < 0.5]
    for m in members:
        paid = {True: 0, False: 0}
        for (investor, fund), (said, is_sure) in stakes.items():
            x = said.sample(chance)
            if fund == m and (is_sure or chance.random() < 0.5):  # in full or not at all
                paid[investor in members] += x
        no_size = Statement("unknown", 0, "亿元")
        size = sizes.get(m, no_size).sample(chance, near=(paid[True], paid[False]), least=paid[False])
        if size is None:
            return None
        gross, top_down, bottom_up = gross + size, top_down + max(0, size - paid[True]), bottom_up + paid[False]
    return {"gross": gross, "net_top_down": top_down, "net_bottom_up": bottom_up, "unexplained": top_down - bottom_up}


def holds(interval, x):
    lo, hi, lo_strict, hi_strict = interval[:4]
    return not ((lo is not None and (x < lo or (lo_strict and x == lo))) or (hi is not None and (x > hi or (hi_strict and x == hi))))


NO_WORLD = "the statements contradict each other"  # of a drawn book, now and then: nothing can be held against it


def check_cluster(chance, book, members, sizes, stakes):
    rows = [x for x in book.show("cluster_size", "--as-of", AS_OF)["rows"]
            if (x["basis"], x["record"]) == ("subscribed", "reported")]
    if not rows:
        return None if not any(m in sizes for m in members) else "no row for a cluster whose members have sizes"
    shown = {k: interval_key(rows[0][k]) for k in ("gross", "net_top_down", "net_bottom_up", "unexplained")}
    made = tries = 0
    while made < WORLDS and tries < WORLDS * 50:
        tries += 1
        world = cluster_world(chance, members, sizes, stakes)
        if world is None:
            continue
        made += 1
        for figure, x in world.items():
            if not holds(shown[figure], x):
                return f"cluster {figure}: shown {shown[figure]}, but a world has {x}"
    if made == 0:
        return NO_WORLD
    return None if made == WORLDS else f"only {made} worlds in {tries} draws"


# ---- all seeds ----


def one_seed(seed):
    chance = random.Random(seed)
    lines, cases = verdict_lines(chance, 40)
    more, members, sizes, stakes = cluster_lines(chance)
    with tempfile.TemporaryDirectory() as folder:
        book = Weir(pathlib.Path(folder) / "book.weir")
        refused = book.import_lines(lines + more)
        if refused:
            row, code = refused[0]
            return len(cases), f"refused: {code}: {(lines + more)[row - 1]}"
        return len(cases), check_verdicts(chance, book, cases) or check_cluster(chance, book, members, sizes, stakes)


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--seeds", type=int, default=SEEDS * (20 if os.environ.get("WEIR_LONG") else 1))
    ask.add_argument("--seed", type=int, default=1)
    options = ask.parse_args()
    failed = verdicts = without = 0
    for i, seed in enumerate(range(options.seed, options.seed + options.seeds), 1):
        count, problem = one_seed(seed)
        verdicts += count
        if problem == NO_WORLD:
            without, problem = without + 1, None
        print(f"{'not ok' if problem else 'ok'} {i} - worlds of seed {seed}{': ' + problem if problem else ''}")
        failed += problem is not None
    few = without * 100 <= options.seeds
    print(f"{'ok' if few else 'not ok'} {options.seeds + 1} - at most one cluster in a hundred has no world: {without}")
    print(f"1..{options.seeds + 1}")
    print(f"# {verdicts} verdicts and {options.seeds - without} clusters, each in {WORLDS} worlds or more")
    return 1 if failed or not few else 0


if __name__ == "__main__":
    sys.exit(main())
