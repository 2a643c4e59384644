"""Look-through, the naive way: every share of every thing by elimination on a dense matrix, from the model's positions and
holdings. It knows no graph, no order and no sweep. Only the ledger's bases; what rests on two currencies is left out."""
from fractions import Fraction

PUBLIC = ("government", "soe")
BASES = ("committed", "paid_in")


class Web:
    """Who has how much of what on one basis; parties by seq, as they stand at (prefix, as_of)."""

    def __init__(self, model, at, basis):
        self.of, self.unit, self.odd = {}, {}, set()  # thing → {owner: fen}; things whose shares nobody knows
        self.vague = set()  # things whose money nobody knows
        for (investor, fund), row in model.positions(*at).items():
            self.put(investor, fund, row[basis], row["unit"])
        for (fund, enterprise), row in model.portfolio(*at).items():
            self.put(fund, enterprise, row["cost"], row["unit"])
        self.odd = {thing for thing in self.odd if len(self.of[thing]) > 1}
        self.nodes = sorted({x for thing, owners in self.of.items() for x in (thing, *owners)})
        self.unsure = bool(self.odd)
        self.doubtful = set(self.layers(self.odd))

    def put(self, owner, thing, amount, unit):
        if owner == thing or (is_exact(amount) and amount.lo <= 0):
            return
        owners = self.of.setdefault(thing, {})
        if not is_exact(amount) or self.unit.setdefault(thing, unit) != unit:
            self.odd.add(thing)
            self.vague.add(thing)
        owners[owner] = owners.get(owner, 0) + (amount.lo if is_exact(amount) else 0)

    def share(self, owner, thing):
        owners = self.of[thing]
        return Fraction(1) if len(owners) == 1 else Fraction(owners[owner], sum(owners.values()))

    def layers(self, of):
        """{what is reached from those: fewest stakes}, they themselves at 0."""
        layers, line = dict.fromkeys(of, 0), list(of)
        for at in line:
            for thing, owners in self.of.items():
                if at in owners and thing not in layers:
                    layers[thing] = layers[at] + 1
                    line.append(thing)
        return layers

    def shares(self, of):
        """{thing: part that is theirs}, theirs being whole and not looked through; exact."""
        reached = [x for x in self.layers(of) if x not in of]
        lines = {}
        for thing in reached:
            line = lines[thing] = {thing: Fraction(1)}
            for owner in () if thing in self.odd else self.of[thing]:
                if owner in of:
                    line[None] = line.get(None, 0) + self.share(owner, thing)
                elif owner in reached:
                    line[owner] = line.get(owner, 0) - self.share(owner, thing)
        return eliminate(lines)

    def holders(self):
        return [x for x in self.nodes if x not in self.of]


def is_exact(x):
    return x.lo is not None and x.lo == x.hi


def eliminate(lines):
    """Of lines {unknown: factor, None: right-hand side}, one named after each unknown: {unknown: value}."""
    for k, line in lines.items():
        for i, other in lines.items():
            times = other.get(k, 0) / line[k] if i != k else 0
            for x, factor in line.items() if times else ():
                other[x] = other.get(x, 0) - times * factor
                if other[x] == 0:
                    del other[x]
    return {k: line.get(None, Fraction(0)) / line[k] for k, line in lines.items()}


def public(model, prefix):
    return {e.seq for e in model.standing_entries("party.registered", prefix=prefix)
            if e.get("class") in PUBLIC and model.stands_for(e.seq, prefix) == e.seq}


def whole_of(web, thing):
    return sum(web.of[thing].values()) if thing in web.of else 0


def wrong_where(web, of, rows, id_of):
    """What is wrong with the rows of `look` on one basis for that source; '' = nothing."""
    shares, layers = web.shares(of), web.layers(of)
    shown = {row["to"]: row for row in rows}
    names = {id_of(x): x for x in shares}
    if set(shown) != set(names):
        return f"reached {sorted(set(names) ^ set(shown))} by one of the two only"
    for name, thing in names.items():
        row = shown[name]
        if row["layers"] != layers[thing]:
            return f"{name}: layers {row['layers']}, model {layers[thing]}"
        if thing in web.doubtful:
            continue
        ppm, fen = row["share"][0], row["money"][0]
        if row["share"][1] != ppm or abs(ppm - shares[thing] * 1000000) > 0.5001:
            return f"{name}: share {row['share']}, model {float(shares[thing] * 1000000)}"
        if abs(fen - shares[thing] * whole_of(web, thing)) > 0.501 + 1e-12 * fen:
            return f"{name}: money {fen}, model {float(shares[thing] * whole_of(web, thing))}"
    if any(row["kept"] is None for row in rows):
        return "" if web.unsure or web.vague or len(set(web.unit.values())) > 1 else "kept is not told"
    put_in = sum(owners[x] for thing, owners in web.of.items() if thing not in of for x in owners if x in of)
    kept = sum(row["kept"][0] for row in rows)
    return "" if kept == put_in else f"kept adds up to {kept}, the source put in {put_in}"


def wrong_behind(web, rows, id_of):
    """What is wrong with the rows of `look_holders` on one basis; '' = nothing."""
    parts = {h: web.shares({h}) for h in web.holders()}
    by_thing = {}
    for row in rows:
        by_thing.setdefault(row["to"], {})[row["holder"]] = row
    things = {id_of(x): x for x in web.of}
    if set(by_thing) != set(things):
        return f"things {sorted(set(by_thing) ^ set(things))} in one of the two only"
    for name, thing in things.items():
        if thing in web.doubtful:
            continue
        mine = {id_of(h): of[thing] for h, of in parts.items() if thing in of}
        closed = 1 - sum(mine.values())
        if closed > 0:
            mine["(closed-loop)"] = closed
        theirs = by_thing[name]
        if set(mine) != set(theirs):
            return f"{name}: holders {sorted(set(mine) ^ set(theirs))} in one of the two only"
        for holder, part in mine.items():
            if abs(theirs[holder]["share"][0] - part * 1000000) > 1.0001:
                return f"{name} {holder}: share {theirs[holder]['share']}, model {float(part * 1000000)}"
            worth, told = part * whole_of(web, thing), theirs[holder]["money"]
            slack = 1.001 + 1e-12 * whole_of(web, thing)  # what doubles can tell
            if thing in web.vague:
                continue
            if told is None or told[0] > worth + slack or told[1] < worth - slack or told[1] - told[0] > 2 * slack:
                return f"{name} {holder}: money {told}, model {float(worth)}"
        if sum(row["share"][0] for row in theirs.values()) != 1000000:
            return f"{name}: the holders do not add up to the whole"
        if thing not in web.vague and sum(row["money"][0] for row in theirs.values()) != whole_of(web, thing):
            return (f"{name}: the holders' money does not add up to {whole_of(web, thing)}: "
                    f"{[(h, r['money'], r['share']) for h, r in theirs.items()]}")
    return ""
