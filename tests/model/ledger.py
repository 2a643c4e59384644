"""The ledger of the naive model: what may never be false of money, and what the relations of the ledger show.

Written from docs/capital.md, docs/time.md, design.md section 3 and the texts of kinds.def, errors.def and the relations' own
columns. A flow is what it adds to each series of a position (or holding, or a fund's cash). "On every day" is every day
on which anything happens, and each day is summed anew from all flows. Nothing is kept between two questions.

Who a party is depends on the day: parties merged are one from ever to ever (as far as the prefix knows), a fund merged
into another is the other from the merger's day on, and itself before.
"""
from naive import CAPITAL, CLAIM, KINDS, SIDES, TOTAL_MAX, Amount, Book, Interval, Refusal, iso, unknown_of

POSITION = ("commitment.signed", "commitment.changed", "call.issued", "contribution.paid", "contribution.defaulted",
            "distribution.paid", "stake.transferred", CLAIM)
HOLDING = ("investment.made", "investment.exited", "holding.valued")
MERGES_FUNDS = "fund.merged"
FOREVER = 10**9
NEVER_NEGATIVE = ("unfunded", "committed", "paid_in", "live")  # live: called less defaulted
FIGURES = ("committed", "called", "paid_in", "unfunded", "recallable", "distributed", "paid_outside", "defaulted")


class Who:
    """Who is who, as one prefix of the journal knows it."""

    def __init__(self, book, prefix=None, extra=(), published_by=None):
        """A merger of funds that was not public by then is left out like any other row; parties merged are who they are."""
        known = [e for e in book.standing_entries("party.merged", MERGES_FUNDS, prefix=prefix)
                 if e.kind == "party.merged" or book.presence(e, FOREVER, published_by) == "yes"]
        known += extra
        self.parties = {e.ref["party"]: e.ref["into"] for e in known if e.kind == "party.merged"}
        self.funds = {self.party(e.ref["fund"]): (e.effective[0], self.party(e.ref["into"]), e)
                      for e in known if e.kind == MERGES_FUNDS}

    def party(self, seq):
        while seq in self.parties:
            seq = self.parties[seq]
        return seq

    def on(self, seq, day):
        """The party or fund that speaks for seq on that day."""
        seq = self.party(seq)
        while seq in self.funds and self.funds[seq][0] <= day:
            seq = self.funds[seq][1]
        return seq

    def pair(self, pair, day=FOREVER):
        return self.on(pair[0], day), self.on(pair[1], day)

    def days(self):
        return {on for on, _, _ in self.funds.values()}


class Ledger(Book):
    # ---- what a flow does ----

    def position_moves(self, e):
        """[((investor, fund), {series: what it adds})]."""
        if e.kind not in POSITION:
            return []
        a = e.amount.value
        if e.kind == CLAIM:  # it moves nothing, yet it rests on a commitment
            return [((e.ref["investor"], e.ref["fund"]), {})]
        if e.kind == "stake.transferred":
            paid = e.get("paid_in")
            out = {"committed": -a, "paid_in": -paid, "unfunded": paid - a}
            return [((e.ref["seller"], e.ref["fund"]), out),
                    ((e.ref["buyer"], e.ref["fund"]), {series: -x for series, x in out.items()})]
        signed = -a if e.get("direction") == "decrease" else a
        recalled = e.get("recallable") or 0
        adds = {"commitment.signed": {"committed": a, "unfunded": a},
                "commitment.changed": {"committed": signed, "unfunded": signed},
                "call.issued": {"called": a, "live": a},
                "contribution.defaulted": {"defaulted": a, "live": -a},
                "contribution.paid": {"paid_in": a, "unfunded": -a},
                "distribution.paid": {"distributed": a, "recallable": recalled, "unfunded": recalled}}[e.kind]
        if e.kind == "contribution.paid" and e.get("inside") == "outside":
            adds = {"paid_outside": a}
        return [((e.ref["investor"], e.ref["fund"]), adds)]

    def holding_move(self, e):
        """What it adds to the cost of a holding, which is kept in yuan."""
        if e.kind == "investment.made":
            return e.amount.value if e.amount.unit == "CNY" else 0
        return -e.get("cost") if e.kind == "investment.exited" else 0

    def cash_moves(self, e, who, on=FOREVER):
        """[(fund, unit, what it adds to its cash)], of every fund that the entry touches; as the names stand on a day."""
        if e.get("purpose") == "in_kind":
            return []
        def is_fund(name):
            return self.fits(who.on(e.ref[name], on), "fund")
        unit, a = e.amount.unit, e.amount.value
        if e.kind in ("contribution.paid", "distribution.paid"):
            sign = 1 if e.kind == "contribution.paid" else -1
            return [(e.ref["fund"], unit, sign * a)] + ([(e.ref["investor"], unit, -sign * a)] if is_fund("investor") else [])
        if e.kind == "stake.transferred" and e.get("price"):
            sides = (("seller", e.get("price")), ("buyer", -e.get("price")))
            return [(e.ref[name], "CNY", x) for name, x in sides if is_fund(name)]
        signs = {"investment.made": -1, "expense.paid": -1, "investment.exited": 1, "income.received": 1}
        return [(e.ref["fund"], unit, signs[e.kind] * a)] if e.kind in signs else []

    # ---- what flows add up to on a day ----

    def flows(self, *kinds, without=0):
        return [e for e in self.standing_entries(*(kinds or POSITION)) if e.seq != without]

    @staticmethod
    def total(moves, who, pair, on, *series):
        """moves: [(entry, pair, adds)]. The sum of some series of the position that pair is on that day."""
        return sum(adds.get(s, 0) for e, of, adds in moves if e.effective[0] <= on and who.pair(of, on) == pair for s in series)

    def moves_of(self, flows, who, pair):
        """All that ever has to do with the position that pair becomes in the end."""
        end = who.pair(pair)
        return [(e, of, adds) for e in flows for of, adds in self.position_moves(e) if who.pair(of) == end]

    @staticmethod
    def days_of(moves, who, since=0):
        return sorted({on for on in {m[0].effective[0] for m in moves} | who.days() | {since} if on >= since})

    def falls_below(self, moves, who, pair, series, since, parts=None):
        """Is the sum of the series (parts: of several) negative for pair on any day from since on?"""
        return any(self.total(moves, who, who.pair(pair, on), on, *(parts or (series,))) < 0
                   for on in self.days_of(moves, who, since))

    def room(self, moves, who, pair, on):
        """What may still be called: committed + recallable − what was called and is not in default. A transfer moves the
        unpaid part of it: what the seller had paid was called from the seller."""
        at = who.pair(pair, on)
        return self.total([m for m in moves if m[0].kind != "contribution.paid"], who, at, on, "unfunded") - self.total(
            moves, who, at, on, "live")

    @staticmethod
    def of_day(moves, who, pair, on):
        """The rows of that very day: [(entry, adds)]. What came to a position by a merger of funds is no row of the day."""
        return [(e, adds) for e, of, adds in moves if e.effective[0] == on and who.pair(of, on) == who.pair(pair, on)]

    def before(self, moves, who, pair, on, series):
        """The sum at the beginning of a day; what comes by a merger of funds of that day is there at its beginning."""
        return self.total([m for m in moves if m[0].effective[0] < on], who, who.pair(pair, on), on, series)

    def ground(self, moves, who, pair, on):
        """What rows of a day may rest on: committed at its beginning, and what was signed or bought on it."""
        return self.before(moves, who, pair, on, "committed") + sum(
            adds["committed"] for e, adds in self.of_day(moves, who, pair, on)
            if e.kind != "commitment.changed" and adds.get("committed", 0) > 0)

    def unpaid(self, moves, who, pair, on):
        """What may be called on a day, or be in default: unpaid at its beginning, and all that came on it."""
        return self.before(moves, who, pair, on, "unfunded") + sum(
            max(0, adds.get("unfunded", 0)) for _, adds in self.of_day(moves, who, pair, on))

    def left(self, moves, who, pair, on):
        """What decreases and sales took on that day: a call of the day is asked as if it came before them."""
        return sum(max(0, -adds.get("unfunded", 0)) for e, adds in self.of_day(moves, who, pair, on)
                   if e.kind != "contribution.paid")

    def without_ground(self, moves, who):
        """Does any row that draws on a commitment have none on its day?"""
        return any(self.ground(moves, who, of, e.effective[0]) <= 0 for e, of, adds in moves if self.draws(e, adds))

    def draws(self, e, adds):
        """Of a transfer only the seller does."""
        return self.needs_commitment(e) and not (e.kind == "stake.transferred" and adds["committed"] > 0)

    def pays_too_early(self, flows, who):
        """Does a fund distribute on a day by which it had received nothing?"""
        return any(not any(r.kind == "contribution.paid" and r.effective[0] <= p.effective[0]
                           and who.on(r.ref["fund"], p.effective[0]) == who.on(p.ref["fund"], p.effective[0]) for r in flows)
                   for p in flows if p.kind == "distribution.paid")

    def of_fund(self, fund, who, flows):
        return [x for x in flows if who.on(x.ref["fund"], FOREVER) == who.on(fund, FOREVER)]

    def of_holding(self, pair, who, flows):
        return [x for x in flows if who.pair((x.ref["fund"], x.ref["enterprise"])) == who.pair(pair)]

    def cost_on(self, flows, who, pair, on):
        return sum(self.holding_move(x) for x in flows
                   if x.effective[0] <= on and who.pair((x.ref["fund"], x.ref["enterprise"]), on) == pair)

    def oversold(self, flows, who):
        """The cost of a holding below zero on any day."""
        return any(self.cost_on(flows, who, who.pair((x.ref["fund"], x.ref["enterprise"]), on), on) < 0
                   for x in flows for on in {y.effective[0] for y in flows} | who.days())

    def sold_too_early(self, flows, who):
        """An exit or a value before anything was invested."""
        def pair(x, on):
            return who.pair((x.ref["fund"], x.ref["enterprise"]), on)
        return any(not any(y.kind == "investment.made" and y.effective[0] <= x.effective[0]
                           and pair(y, x.effective[0]) == pair(x, x.effective[0]) for y in flows)
                   for x in flows if x.kind != "investment.made")

    def left_of(self, near, kind):
        """What bounds a flow of that kind in the position of a commitment, in the end: for whoever wants to hit it."""
        who, pair = Who(self), (near.ref["investor"], near.ref["fund"])
        moves = self.moves_of(self.flows(), who, pair)
        if kind == "contribution.defaulted":
            return self.total(moves, who, who.pair(pair), FOREVER, "live")
        if kind == "paid_in":
            return self.total(moves, who, who.pair(pair), FOREVER, "paid_in")
        if kind == "call.issued":
            return self.room(moves, who, pair, FOREVER)
        return self.total(moves, who, who.pair(pair), FOREVER, "committed" if kind == "stake.transferred" else "unfunded")

    # ---- the rules ----

    def check_self(self, e, *names):
        sides = [e.ref[n] for n in names if n in e.ref]
        if len(set(sides)) < len(sides):
            raise Refusal("E_SELF")

    def check_funds_stand(self, e):
        """What every row of the accounts has to do: name no fund that is gone by its day."""
        who = Who(self)
        for seq in self.sides(e):
            if who.party(seq) in who.funds and who.funds[who.party(seq)][0] <= e.effective[0]:
                raise Refusal("E_FUND_GONE")

    def check_capital(self, e):
        """And keep two currencies apart."""
        self.check_funds_stand(e)
        fields = KINDS[e.kind]["fields"]
        if "paid" in fields and fields["paid"].type == "FOREIGN":
            if e.get("paid") and not e.get("rate_source"):
                raise Refusal("E_RATE_NEEDED")
            if e.get("rate_source") and not e.get("paid"):
                raise Refusal("E_PAID_NEEDED")
            if e.get("paid") and e.get("paid").unit == e.amount.unit:
                raise Refusal("E_PAID_SAME")

    @staticmethod
    def sides(e):
        return [seq for f, seq in e.ref.items() if KINDS[e.kind]["fields"][f].column in SIDES]

    def check_no_merger(self, gone, stays):
        """Parties that are made one for ever: neither is a fund that is another one from some day on."""
        funds = Who(self).funds
        if gone in funds or stays in funds:
            raise Refusal("E_MERGE_GONE")

    def check_currency(self, e, moves, *in_yuan):
        """One currency a position; what is said in yuan beside the amount cannot be of a position in another."""
        if any(x.amount.unit != e.amount.unit for x, _, _ in moves):
            raise Refusal("E_CURRENCY_DIFFERS")
        if e.amount.unit != "CNY" and any(e.get(name) or name == "paid_in" for name in in_yuan):
            raise Refusal("E_CURRENCY_DIFFERS")

    def check_totals(self, e, who):
        """No series moves more in all than a quarter of int64."""
        flows = self.flows()
        for pair, adds in self.position_moves(e):
            moves = self.moves_of(flows, who, pair)
            for series in ("unfunded", "committed", "paid_in", "live"):
                if sum(abs(m[2].get(series, 0)) for m in moves) + abs(adds.get(series, 0)) > TOTAL_MAX:
                    raise Refusal("E_OVERFLOW")
        if e.kind in ("contribution.paid", "distribution.paid"):
            same = [x.amount.value for x in self.of_fund(e.ref["fund"], who, flows) if x.kind == e.kind]
            if sum(same) + e.amount.value > TOTAL_MAX:
                raise Refusal("E_OVERFLOW")

    @staticmethod
    def needs_commitment(e):
        if e.kind == "contribution.paid":
            return e.get("inside") != "outside"
        return bool(e.get("recallable")) if e.kind == "distribution.paid" else e.kind != "commitment.signed"

    def decide_position(self, e, code, *series, in_yuan=()):
        """The common order: self, currency, commitment, what falls below zero, (own checks), overflow."""
        who, flows = Who(self), self.flows()
        self.check_self(e, "investor", "seller", "buyer", "fund")
        mine = self.position_moves(e)
        for pair, _ in mine:
            if any(who.pair(pair, on)[0] == who.pair(pair, on)[1] for on in who.days() if on >= e.effective[0]):
                raise Refusal("E_SELF", "E_MERGE_LINKED")  # by a merger of funds it would be a fund in itself
            self.check_currency(e, self.moves_of(flows, who, pair), *in_yuan)
        pair = mine[0][0]
        moves = self.moves_of([*flows, e], who, pair)
        if self.needs_commitment(e) and self.ground(moves, who, pair, e.effective[0]) <= 0:
            raise Refusal("E_NO_COMMITMENT")
        if e.kind == "stake.transferred" and e.get("paid_in") > e.amount.value:
            raise Refusal("E_TRANSFER_PAID")
        if any(self.falls_below(moves, who, pair, s, e.effective[0]) for s in series):
            raise Refusal(code)
        if self.without_ground(moves, who):
            raise Refusal(code)  # it takes what a later row rests on
        return who, flows, moves, pair

    def rule_commitment_signed(self, e, _):
        who, *_ = self.decide_position(e, "")
        self.check_totals(e, who)

    def rule_commitment_changed(self, e, _):
        who, *_ = self.decide_position(e, "E_DECREASE_LARGE", "unfunded", "committed")
        self.check_totals(e, who)

    def rule_contribution_paid(self, e, _):
        who, *_ = self.decide_position(e, "E_OVER_COMMITMENT", "unfunded")
        self.check_totals(e, who)

    def rule_call_issued(self, e, _):
        """Called is at most committed + recallable on every day, and no more than is unpaid on its own day."""
        who, _, moves, pair = self.decide_position(e, "")
        on = e.effective[0]
        left = self.left(moves, who, pair, on)
        if e.amount.value > self.unpaid(moves, who, pair, on) or any(
                self.room(moves, who, pair, d) + left < 0 for d in self.days_of(moves, who, on)):
            raise Refusal("E_CALL_LARGE")
        self.check_totals(e, who)

    def rule_contribution_defaulted(self, e, _):
        """Called that much, and that much unpaid on its day."""
        who, _, moves, pair = self.decide_position(e, "E_NOT_CALLED", "live")
        if e.amount.value > self.unpaid(moves, who, pair, e.effective[0]):
            raise Refusal("E_NOT_CALLED")
        self.check_totals(e, who)

    def rule_distribution_paid(self, e, _):
        who, flows, _, _ = self.decide_position(e, "", in_yuan=("recallable",))
        if self.pays_too_early(self.of_fund(e.ref["fund"], who, [*flows, e]), who):
            raise Refusal("E_FUND_NEVER_RECEIVED")
        if (e.get("recallable") or 0) > e.amount.value:
            raise Refusal("E_RECALL_LARGE")
        self.check_totals(e, who)

    def rule_stake_transferred(self, e, _):
        who, *_ = self.decide_position(e, "E_TRANSFER_LARGE", "committed", "paid_in", "unfunded", in_yuan=("paid_in", "price"))
        self.check_totals(e, who)

    def decide_holding(self, e, in_yuan=()):
        if self.fits(e.ref["enterprise"], "fund"):
            raise Refusal("E_HOLDING_IN_FUND")
        who = Who(self)
        flows = self.of_holding((e.ref["fund"], e.ref["enterprise"]), who, [*self.flows(*HOLDING), e])
        self.check_currency(e, [], *in_yuan)
        return who, flows

    def check_cost(self, flows):
        if sum(abs(self.holding_move(x)) for x in flows) > TOTAL_MAX:
            raise Refusal("E_OVERFLOW")

    def rule_investment_made(self, e, _):
        _, flows = self.decide_holding(e)
        self.check_cost(flows)

    def rule_investment_exited(self, e, _):
        self.check_self(e, "fund", "buyer")
        who, flows = self.decide_holding(e)
        if e.amount.unit != "CNY":  # its cost is in yuan
            raise Refusal("E_CURRENCY_DIFFERS")
        if self.sold_too_early(flows, who):
            raise Refusal("E_NO_HOLDING")
        if self.oversold(flows, who):
            raise Refusal("E_OVER_HOLDING")
        self.check_cost(flows)

    def rule_holding_valued(self, e, _):
        who, flows = self.decide_holding(e)
        if self.sold_too_early(flows, who):
            raise Refusal("E_NO_HOLDING")

    def rule_income_received(self, e, _):
        self.check_self(e, "fund", "from")

    def rule_expense_paid(self, e, _):
        self.check_self(e, "fund", "to")

    def rule_treasury_moved(self, e, _):
        self.check_self(e, "payer", "payee")

    def rule_concession_granted(self, e, _):
        self.check_self(e, "beneficiary", "fund")

    def rule_cash_confirmed(self, e, now_us):
        self.check_self(e, "fund", "bank")
        self.check_value_day(e, now_us)

    # ---- reinvestment ----

    def rest_on(self, e, seq, kind):
        """The entry that this one rests on: it exists, is of that kind, and stands."""
        if not 1 <= seq <= self.length():
            raise Refusal("E_ENTRY_UNKNOWN")
        if self.entry(seq).kind != kind:
            raise Refusal("E_REST_KIND")
        if self.reversed_by(seq):
            raise Refusal("E_REST_REVERSED")
        e.target = seq
        return self.entry(seq)

    @staticmethod
    def is_own(claim, made, who):
        on = claim.effective[0]
        return who.on(made.ref["fund"], on) == who.on(claim.ref["fund"], on)

    def as_said(self, claim, made, who):
        """Direct: by the fund in that enterprise; related: by another fund in it; any other way: by the fund."""
        own, way = self.is_own(claim, made, who), claim.get("way")
        same = who.party(made.ref["enterprise"]) == who.party(claim.ref["enterprise"])
        return {"direct": own and same, "related_fund": not own and same}.get(way, own)

    def rule_reinvestment_claimed(self, e, _):
        made = self.rest_on(e, e.get("investment"), "investment.made") if e.get("investment") is not None else None
        is_fund = self.fits(e.ref["enterprise"], "fund")
        try:
            who, *_ = self.decide_position(e, "")
        except Refusal as r:
            raise r if "E_SELF" in r.codes or not is_fund else Refusal("E_HOLDING_IN_FUND") from r
        if is_fund:
            raise Refusal("E_HOLDING_IN_FUND")
        if made is None and e.get("way") == "direct":
            raise Refusal("E_CLAIM_NEEDS_INVESTMENT")
        if made is not None and not self.as_said(e, made, who):
            raise Refusal("E_CLAIM_INVESTMENT")
        if made is not None and e.effective[0] < made.effective[0]:
            raise Refusal("E_CLAIM_EARLY")
        if e.amount.value > TOTAL_MAX:
            raise Refusal("E_OVERFLOW")

    def claims_rest_on(self, merger):
        """Would the investment behind a later claim be no longer the fund's own without that merger of funds?"""
        who = Who(self)
        who.funds = {fund: x for fund, x in who.funds.items() if x[2] is not merger}
        return any(x.seq > merger.seq and x.target and x.get("way") != "related_fund"
                   and not self.is_own(x, self.entry(x.target), who) for x in self.standing_entries(CLAIM))

    def granted(self, claim):
        """Standing recognitions of a claim, and the revocations of those."""
        of = [x for x in self.standing_entries("reinvestment.recognised") if x.target == claim.seq]
        return of + [x for x in self.standing_entries("reinvestment.revoked") if x.target in [y.seq for y in of]]

    @staticmethod
    def over_claim(claim, rows):
        return any(sum(x.amount.value * (1 if x.kind == "reinvestment.recognised" else -1)
                       for x in rows if x.effective[0] <= on) > claim.amount.value for on in {x.effective[0] for x in rows})

    @staticmethod
    def check_gross(of, rows, more):
        if of.amount.value + sum(x.amount.value for x in rows) + more.amount.value > TOTAL_MAX:
            raise Refusal("E_OVERFLOW")

    def rule_reinvestment_recognised(self, e, _):
        claim = self.rest_on(e, e.get("claim"), CLAIM)
        if e.amount.unit != claim.amount.unit:
            raise Refusal("E_CURRENCY_DIFFERS")
        if e.effective[0] < claim.effective[0]:
            raise Refusal("E_RECOGNISED_EARLY")
        if self.over_claim(claim, [*self.granted(claim), e]):
            raise Refusal("E_OVER_CLAIM")
        self.check_gross(claim, self.granted(claim), e)

    def rule_reinvestment_revoked(self, e, _):
        of = self.rest_on(e, e.get("recognition"), "reinvestment.recognised")
        rows, on = [x for x in self.standing_entries("reinvestment.revoked") if x.target == of.seq], e.effective[0]
        left = of.amount.value - max(sum(x.amount.value for x in rows if x.effective[0] <= d)
                                     for d in {on, *(x.effective[0] for x in rows if x.effective[0] > on)})
        if e.amount is None:
            if left <= 0 and on >= of.effective[0]:
                raise Refusal("E_NOTHING_RECOGNISED")
            e.amount = Amount("exact", of.amount.unit, left)
        if e.amount.unit != of.amount.unit:
            raise Refusal("E_CURRENCY_DIFFERS")
        if on < of.effective[0]:
            raise Refusal("E_REVOKED_EARLY")
        if e.amount.value > left:
            raise Refusal("E_REVOKED_LARGE")
        claim = self.entry(of.target)
        self.check_gross(of, rows, e)
        self.check_gross(claim, self.granted(claim), e)

    # ---- funds merged ----

    def rule_fund_merged(self, e, now_us):
        self.check_value_day(e, now_us)
        who, on = Who(self), e.effective[0]
        gone, stays = e.ref["fund"], e.ref["into"]
        if gone == stays:
            raise Refusal("E_SELF")
        if gone in who.funds or (stays in who.funds and who.funds[stays][0] <= on):
            raise Refusal("E_FUND_GONE")
        rows = self.standing_entries(*CAPITAL, CLAIM, MERGES_FUNDS)
        if any(gone in [who.party(s) for s in self.sides(x)] and x.effective[0] >= on for x in rows):
            raise Refusal("E_MERGER_EARLY")
        self.refuse_broken(self.breaks(Who(self, extra=[e])), "E_MERGE_LINKED")
        self.check_joined(Who(self, extra=[e]), stays)

    def refuse_broken(self, whys, *otherwise):
        """Of several reasons any may be named."""
        whys = list(whys)
        codes = ["E_CURRENCY_DIFFERS"] if any("currencies" in why for why in whys) else []
        if any("currencies" not in why or "itself" in why for why in whys):
            codes += otherwise
        if codes:
            raise Refusal(*codes)

    def check_joined(self, who, stays):
        """The sums of what becomes one can still be held."""
        flows, sums = self.flows(), {}
        for x in flows:
            for pair, adds in self.position_moves(x):
                for series in NEVER_NEGATIVE:
                    key = who.pair(pair), series
                    sums[key] = sums.get(key, 0) + abs(adds.get(series, 0))
            if x.kind in ("contribution.paid", "distribution.paid"):
                key = who.on(x.ref["fund"], FOREVER), x.kind
                sums[key] = sums.get(key, 0) + x.amount.value
        for x in self.flows("investment.made", "investment.exited"):
            key = who.pair((x.ref["fund"], x.ref["enterprise"])), "cost"
            sums[key] = sums.get(key, 0) + abs(self.holding_move(x))
        if any(n > TOTAL_MAX for n in sums.values()):
            raise Refusal("E_OVERFLOW")

    # ---- what must hold of a book as a whole ----

    def check_without(self, old, also):
        """The ledger's invariants with the entry gone, on every day."""
        who = Who(self)
        if old.kind in POSITION:
            self.check_positions_without(old, who, also)
        elif old.kind in HOLDING:
            left = self.of_holding((old.ref["fund"], old.ref["enterprise"]), who, self.flows(*HOLDING, without=old.seq))
            if self.oversold(left, who):
                raise Refusal("E_REVERSE_SHORT", *also)
            if self.sold_too_early(left, who):
                raise Refusal("E_NO_HOLDING", *also)
        elif old.kind == "reinvestment.revoked":
            claim = self.entry(self.entry(old.target).target)
            if self.over_claim(claim, [x for x in self.granted(claim) if x is not old]):
                raise Refusal("E_REVERSE_RECOGNISED", *also)
        elif old.kind in ("party.merged", MERGES_FUNDS):
            if old.kind == MERGES_FUNDS and self.claims_rest_on(old):
                raise Refusal("E_REVERSE_USED", *also)
            trial = type(self)()
            trial.entries = [x for x in self.entries if x is not old]
            if trial.broken():
                raise Refusal("E_REVERSE_USED", "E_REVERSE_BREAKS", "E_REVERSE_SHORT", "E_RECEIPT_NEEDED", "E_NO_COMMITMENT",
                              "E_NO_HOLDING", *also)

    def check_positions_without(self, old, who, also):
        left, since, mine = self.flows(without=old.seq), old.effective[0], self.position_moves(old)
        codes = set()
        for pair, adds in mine:
            moves = self.moves_of(left, who, pair)
            if self.falls_below(moves, who, pair, "unfunded", since):
                codes.add("E_REVERSE_BREAKS")
            if any(self.falls_below(moves, who, pair, s, since) for s in NEVER_NEGATIVE[1:]):
                codes.add("E_REVERSE_SHORT")
            takes_room = (0 if old.kind == "contribution.paid" else adds.get("unfunded", 0)) - adds.get("live", 0) > 0
            if takes_room and any(self.room(moves, who, pair, on) < 0 for on in self.days_of(moves, who, since)):
                codes.add("E_REVERSE_SHORT")
            if self.without_ground(moves, who):
                codes.add("E_NO_COMMITMENT")
        if self.pays_too_early(self.of_fund(old.ref["fund"], who, left), who):
            codes.add("E_RECEIPT_NEEDED")
        for code in ("E_REVERSE_BREAKS", "E_REVERSE_SHORT", "E_NO_COMMITMENT", "E_RECEIPT_NEEDED"):
            if code in codes:
                # weir asks a merged fund's days before the merger first, which here are not apart: any true reason will do
                has_gone = {who.party(seq) for pair, _ in mine for seq in pair} & set(who.funds)
                raise Refusal(code, *(codes if has_gone else ()), *also)

    def broken(self, who=None):
        """What must never be false of a book; "" when all is well. Whoever accepts a line must leave this so."""
        return next(self.breaks(who), "")

    def breaks(self, who=None):
        who, flows, holdings = who or Who(self), self.flows(), self.flows(*HOLDING)
        groups = {}
        for e in flows:
            for pair, adds in self.position_moves(e):
                groups.setdefault(who.pair(pair), []).append((e, pair, adds))
        for pair, moves in groups.items():
            why = self.broken_position(who, pair, moves)
            if why:
                yield f"{why}: {self.id_of(pair[0])} in {self.id_of(pair[1])}"
        for pair in {who.pair((e.ref["fund"], e.ref["enterprise"])) for e in holdings}:
            of = self.of_holding(pair, who, holdings)
            if self.oversold(of, who) or self.sold_too_early(of, who):
                yield f"sold more than was held, or before it was: {self.id_of(pair[0])} in {self.id_of(pair[1])}"
        for fund in {who.on(e.ref["fund"], FOREVER) for e in flows}:
            if self.pays_too_early(self.of_fund(fund, who, flows), who):
                yield f"paid out before it received: {self.id_of(fund)}"

    def broken_position(self, who, pair, moves):
        if len({e.amount.unit for e, _, _ in moves}) > 1:
            return "two currencies in one position" + (" of a fund in itself" if pair[0] == pair[1] else "")
        if pair[0] == pair[1]:
            return "a fund in itself"
        for of in {of for _, of, _ in moves}:
            for series in NEVER_NEGATIVE:
                if self.falls_below(moves, who, of, series, 0):
                    return f"{series} below zero"
        return "drawn on or recallable without a commitment" if self.without_ground(moves, who) else ""

    # ---- the relations of the ledger: a pure function of (prefix, as_of, published_by) ----

    def rows_of(self, at, *kinds):
        prefix, as_of, published_by = at
        return [e for e, _ in self.counted(prefix, as_of, *kinds, published_by=published_by)]

    def positions(self, *at):
        """{(investor, fund): {figure: Interval}}, with the NAV that speaks of it."""
        who, as_of = Who(self, at[0], published_by=at[2]), at[1]
        moves = [(e, who.pair(of, as_of), adds) for e in self.rows_of(at, *(k for k in POSITION if k != CLAIM)) for of, adds in self.position_moves(e)]
        navs = list(self.counted(at[0], as_of, "nav.reported", published_by=at[2]))
        out = {}
        for pair in {of for _, of, _ in moves}:
            mine = [(e, adds) for e, of, adds in moves if of == pair]
            row = {"unit": mine[0][0].amount.unit,
                   "in_stakes": any({"committed", "paid_in", "distributed"} & set(adds) for _, adds in mine)}
            for figure in FIGURES:
                total = sum(adds.get(figure, 0) for _, adds in mine)
                row[figure] = Interval(total, total)
            row.update(self.nav_of(who, pair, as_of, navs))
            out[pair] = row
        return out

    def claim_rows(self, *at):
        """{claim: what was recognised and revoked of it, and for how many other duties its investment is claimed}."""
        who, out = Who(self, at[0], published_by=at[2]), {}
        claims, given, taken = (list(self.rows_of(at, kind)) for kind in (
            CLAIM, "reinvestment.recognised", "reinvestment.revoked"))
        def duty(e):
            return who.on(e.ref["fund"], at[1]), who.on(e.ref["investor"], at[1])
        for e in claims:
            mine = [x for x in given if x.target == e.seq]
            row = {"claimed": e.amount.value, "recognised": sum(x.amount.value for x in mine),
                   "revoked": sum(x.amount.value for x in taken if x.target in [y.seq for y in mine])}
            row["counted"] = row["recognised"] - row["revoked"]
            row["open"] = row["claimed"] - row["counted"]
            row["fund"], row["investor"] = (self.id_of(seq) for seq in duty(e))
            row["other_duties"] = sum(x is not e and x.target == e.target and duty(x) != duty(e)
                                      for x in claims) if e.target else None
            out[e.seq] = row
        return out

    def nav_of(self, who, pair, as_of, navs):
        own = [x for x in navs if "investor" in x[0].ref
               and (who.on(x[0].ref["investor"], as_of), who.party(x[0].ref["fund"])) == pair]
        whole = [x for x in navs if "investor" not in x[0].ref and who.party(x[0].ref["fund"]) == pair[1]]
        chosen = self.choose(own or whole)
        return {"nav": self.worth(chosen)[0], "nav_of": ("position" if own else "fund") if own or whole else None}

    def portfolio(self, *at):
        who, as_of = Who(self, at[0], published_by=at[2]), at[1]
        def pair(e):
            return who.pair((e.ref["fund"], e.ref["enterprise" if "enterprise" in e.ref else "from"]), as_of)
        rows = self.rows_of(at, *HOLDING)
        income = [e for e in self.rows_of(at, "income.received") if "from" in e.ref]
        out = {}
        for key in {pair(e) for e in rows}:
            out[key] = self.holding_row([e for e in rows if pair(e) == key], [e for e in income if pair(e) == key])
        return out

    def holding_row(self, rows, income):
        made, sold, valued = ([e for e in rows if e.kind == kind] for kind in HOLDING)
        unit = rows[0].amount.unit
        invested = self.sum_in_yuan_or_own([(e, unit) for e in made])
        cost = invested
        for e in sold:  # in yuan; what that is in another currency nobody knows
            cost = cost - (Interval(e.get("cost"), e.get("cost")) if unit == "CNY" else unknown_of(unit))
        out = {"invested": invested, "cost": cost, "unit": unit,
               "realised": self.sum_in_yuan_or_own([(e, unit) for e in sold + income]),
               "exits": len(sold), "write_offs": sum(e.get("route") == "write_off" or not e.amount.value for e in sold),
               "valued_on": None}
        out["fair_value"] = out["cost"]
        if valued:
            last = valued[0]
            for e in valued[1:]:
                last = e if self.beats(e, last) else last
            on = last.effective[0]
            then = sum(self.holding_move(e) for e in made + sold if e.effective[0] <= on)
            gone = sum(e.get("cost") for e in sold if e.effective[0] > on)
            left = max(0, then - gone)
            # no cost that is known of: none at all, or a purchase that was not public by then; it keeps its value
            value = (2 * last.amount.value * left + then) // (2 * then) if then > 0 else last.amount.value
            out["valued_on"] = on
            known = last.amount.unit == unit and (gone == 0 or (cost.lo is not None and cost.lo == cost.hi))
            out["fair_value"] = Interval(value, value) if known else unknown_of(unit)
        return out

    def cash(self, *at):
        """{(fund, currency): row}."""
        who, as_of = Who(self, at[0], published_by=at[2]), at[1]
        moved = {}
        for e in self.rows_of(at, *CAPITAL):
            for fund, unit, amount in self.cash_moves(e, who, as_of):
                if amount == 0:
                    continue  # a write-off brings nothing
                moved.setdefault((who.on(fund, as_of), unit), []).append((e.effective[0], amount))
        said = {}
        for e in self.rows_of(at, "cash.confirmed"):
            said.setdefault((who.on(e.ref["fund"], as_of), e.amount.unit), []).append(e)
        return {key: self.cash_row(moved.get(key, []), said.get(key, []), who, as_of) for key in {*moved, *said}}

    def confirmed_for(self, said, who):
        """Of one fund as it was founded, on one day: without a bank it is all of it; else one statement a bank, added."""
        banks, best = {}, None
        for e in said:
            bank = who.party(e.ref["bank"]) if "bank" in e.ref else 0
            banks[bank] = e if bank not in banks or self.beats(e, banks[bank]) else banks[bank]
            best = e if best is None or self.beats(e, best) else best
        whole = banks.pop(0, None)
        return whole.amount.value if best is whole else sum(e.amount.value for e in banks.values())

    def cash_row(self, moves, said, who, as_of):
        def side(sign, on):
            total = sum(sign * a for day, a in moves if sign * a > 0 and day <= on)
            return Interval(total, total)
        received, paid = side(1, as_of), side(-1, as_of)
        out = {"received": received, "paid": paid, "balance": received - paid,
               "confirmed": None, "confirmed_on": None, "balance_confirmed_on": None, "difference": None}
        if said:
            on = max(e.effective[0] for e in said)
            total = 0
            for fund in {who.party(e.ref["fund"]) for e in said}:
                of_fund = [e for e in said if who.party(e.ref["fund"]) == fund and e.effective[0] == on]
                total += self.confirmed_for(of_fund, who) if of_fund else 0
            out["confirmed"], out["confirmed_on"] = Interval(total, total), on
            out["balance_confirmed_on"] = side(1, on) - side(-1, on)
            out["difference"] = out["balance_confirmed_on"] - out["confirmed"]
        balance = out["balance"]
        out["oldest"], out["weighted"] = self.idle(moves, balance.lo if balance.lo == balance.hi else None, as_of)
        return out

    @staticmethod
    def idle(moves, balance, as_of):
        """Spend yuan by yuan from the first receipts; how old is what is left?"""
        if balance is None or balance <= 0:
            return None, None
        spent, rest = -sum(a for _, a in moves if a < 0), []
        for day, amount in sorted(m for m in moves if m[1] > 0):
            from_this = min(spent, amount)
            spent -= from_this
            if amount > from_this:
                rest.append((as_of - day, amount - from_this))
        weight = sum(age * left for age, left in rest)
        return max(age for age, _ in rest), (2 * weight + balance) // (2 * balance)

    def adjustments(self, *at):
        """{(close, entry): the change it makes}: what was entered after a close and lies on or before its day."""
        prefix, as_of, by = at
        out = {}
        for close in self.standing_entries("period.closed", prefix=prefix):  # a close is no fact of a day: it is there at once
            for e in self.entries[close.seq:prefix]:
                if e.booked is None or e.effective[0] > close.effective[0] or e.effective[0] > as_of:
                    continue
                if self.presence(e, as_of, by) == "unpublished":
                    continue
                what, sign = (self.entry(e.target), -1) if e.kind == "entry.reversed" else (e, 1)
                out[close.seq, e.seq] = {name: sign * x for name, x in self.changes(what, prefix).items()}
        return out

    def changes(self, e, prefix):
        moves = self.position_moves(e)
        adds = moves[0][1] if moves and e.kind != "stake.transferred" else {}
        out = {name: adds.get(name, 0) for name in ("committed", "paid_in", "distributed")}
        out["cost"] = e.amount.value if e.kind == "investment.made" else self.holding_move(e)
        cash = self.cash_moves(e, Who(self, prefix))
        out["cash"] = cash[0][2] if cash and "fund" in e.ref and e.kind != "stake.transferred" else 0
        return out


def of_day(on):
    return None if on is None else iso(on)
