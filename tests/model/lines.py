"""A seeded source of JSON lines for the book: mostly plausible, often not.

A Source sees the model that the lines are decided against, so that it can aim: at ids that exist or nearly do, at amounts
next to what is unfunded, at days next to a close. A line is a dict; a reversal names the line that it takes back as
("line", n), because entry numbers move when lines are dropped; render() puts in the number.
"""
import random
import re

from naive import CAPITAL, CLAIM, FUNDS, KINDS, day, day_of_us, iso

YUAN = ("元", "万元", "亿元")
STATED = ("超{}", "{}以上", "不低于{}", "至少{}", "不超过{}", "{}以内", "近{}", "约{}", "{}左右", "大约{}", "不足{}", ">={}", "<{}")
PARTIES = {"government": 2, "corporate": 2, "gp": 2, "enterprise": 3, "mother_fund": 3, "sub_fund": 3, "bank": 1}
NO_ENTRY = 99999
ENTRY_FIELDS = ("entry", "investment", "claim", "recognition")
WAYS = ("direct", "related_fund", "relocation", "subsidiary", "acquisition", "headquarters", "research_institute", "other")
LATER = ("loan.moved", "loan.rate_set", "loan.registered", "fund.terms_set")
FIELD_FLAWS = {
    "date": ("2025-13-01", "2025-02-30", "someday", "1800-01-01", "2025Q5"), "published": ("soon", "2025-00"),
    "amount": ("a lot", "-5元", "1.234元", "12", "99999999999999999999元", "50-20元", "5 千斤", "0元"),
    "unit": ("斤", "亩"), "qualifier": ("maybe",), "share": ("101", "-1", "12.34567"), "id": ("UPPER", "9x", "a b"),
    "class": ("whatever",), "basis": ("guessed",), "state": ("perhaps",), "entry": ("twelve", "-3"), "tag": ("Big One",),
    "booked": ("2025", "later"), "comparator": ("=>",), "inside": ("beside",), "confidence": ("very",)}


def new_uscc(random_):
    """A good unified social credit code, computed digit by digit."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "".join(random_.choice("0123456789") for _ in range(8))
    inner = 11 - sum(int(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    front = "91440300" + body + {10: "X", 11: "0"}.get(inner, str(inner))
    outer = sum(letters.index(c) * 3**i % 31 for i, c in enumerate(front))
    return front + letters[(31 - outer % 31) % 31]


def render(line, seq_of_line):
    """The line as it is sent; one that names a line which was not taken names no entry."""
    out = {k: v for k, v in line.items() if not k.startswith("_")}
    for field in ENTRY_FIELDS:
        if isinstance(out.get(field), tuple):
            out[field] = seq_of_line.get(out[field][1], NO_ENTRY)
    return out


class Source:
    def __init__(self, seed, model, now_us):
        self.random, self.model, self.today = random.Random(seed), model, day_of_us(now_us)
        self.count, self.uscc = 0, [new_uscc(self.random) for _ in range(4)]
        self.tops = 0

    # ---- choosing ----
    def chance(self, percent):
        return self.random.random() * 100 < percent

    def pick(self, of):
        return self.random.choice(list(of))

    def word_for(self, seq):
        """An id mostly; else one of the names."""
        if self.chance(80):
            return self.model.id_of(seq)
        return self.pick(self.model.names_of(seq) or [self.model.id_of(seq)])

    def a_thing(self, wanted):
        if self.chance(2):
            return self.pick(("nobody", "无此主体", "party-1", "p9"))
        things = [t.seq for t in self.model.things() if self.model.fits(t.seq, wanted)]
        if not things or self.chance(3):
            things = [t.seq for t in self.model.things()]
        return self.word_for(self.pick(things))

    def party_of(self, *classes):
        if self.chance(6):
            return self.a_thing("party")
        of = [t.seq for t in self.model.things() if t.get("class") in classes]
        return self.word_for(self.pick(of)) if of else self.a_thing("party")

    def a_day(self):
        r = self.random
        if self.chance(30):
            return iso(r.randint(day(2025, 3, 1), day(2025, 3, 6)))  # races
        if self.chance(1):
            return iso(self.today + r.choice((-40, 3, 400)))
        return iso(r.randint(day(2024, 1, 1), day(2025, 12, 31)))

    def a_date(self):
        r = self.random
        year, kind = r.randint(2023, 2026), r.randint(0, 9)
        if kind < 5:
            return self.a_day()
        return (f"{year}", f"{year}-{r.randint(1, 12):02}", f"{year}Q{r.randint(1, 4)}", f"{year}H{r.randint(1, 2)}",
                "unknown")[kind - 5]

    # ---- amounts ----
    def number(self):
        r = self.random
        size = r.randint(0, 11)
        if size == 0:
            return r.choice(("0.01", "1", "0.1", "1,000"))
        if size == 1:
            return r.choice(("922337203685477.58", "90000000000000000", "5764607523034234"))
        return r.choice((str(r.randint(1, 300)), f"{r.randint(1, 90)}.5", f"{r.randint(1, 9)},000"))

    def put_money(self, line):
        """Exact money, now in one field, now in three."""
        number, unit = self.number(), self.pick(YUAN)
        if self.chance(4):
            unit = "万美元"
        style = self.random.randint(0, 3)
        if style == 0:
            line.update(amount=number, unit=unit)
        elif style == 1:
            line.update(amount=number, unit=unit, qualifier="exact")
        else:
            line["amount"] = number + unit
        if self.chance(2):
            line["amount"] = self.pick(("约5亿元", "30%", "0元", "5家"))

    def put_statement(self, line, field="amount"):
        """A figure in words: every qualifier."""
        unit = self.pick(YUAN) if not self.chance(3) else self.pick(("万美元", "家"))
        number, style = self.number(), self.random.randint(0, 9)
        if style < 4:
            line[field] = number + unit
        elif style < 7:
            line[field] = self.pick(STATED).format(number + unit)
        elif style == 7:
            low = self.random.randint(1, 50)
            line[field] = f"{low}-{low + self.random.randint(0, 50)}{unit}"
        elif style == 8:
            line.update({field: number, "unit": unit,
                         "qualifier": self.pick(("over", "at_least", "at_most", "under", "nearly", "about", "exact"))})
        else:
            line.update({field: "未知", "unit": unit})

    # ---- kinds ----
    def register_party(self):
        self.tops += 1
        of = self.pick([c for c, n in PARTIES.items() for _ in range(n)])
        n = self.random.randint(1, 26)
        line = {"kind": "party.registered", "name": f"{'基金' if of in FUNDS else '公司'}{n}", "class": of}
        if self.chance(85):
            line["id"] = f"{'f' if of in FUNDS else 'p'}{n}"
        if self.chance(15):
            line["uscc"] = self.pick(self.uscc)
        if self.chance(10):
            line["name_en"] = f"No. {n}"
        return line

    def register_cluster(self):
        n = self.random.randint(1, 8)
        return {"kind": "cluster.defined", "id": f"c{n}", "name": f"集群{n}",
                "class": self.pick(("fund_cluster", "fund_cluster", "population", "industry_cluster"))}

    def register_program(self):
        n = self.random.randint(1, 4)
        return {"kind": "program.named", "id": f"g{n}", "name": f"方案{n}"}

    def file_document(self):
        n = self.random.randint(1, 4)
        return {"kind": "document.filed", "id": f"d{n}", "title": f"文件{self.random.randint(1, 2)}"}

    def party_changed(self):
        line = {"kind": "party.changed", "party": self.a_thing("party")}
        if self.chance(60):
            line["name"] = f"公司{self.random.randint(1, 40)}"
        if self.chance(30):
            line["uscc"] = self.pick(self.uscc)
        if self.chance(20):
            line["sector"] = "人工智能"
        return line

    def party_alias(self):
        known = self.model.standing_entries("party.alias")
        if known and self.chance(10):  # once more
            again = self.pick(known)
            return {"kind": "party.alias", "party": self.word_for(again.ref["party"]), "alias": again.get("alias")}
        alias = self.pick((f"别名{self.random.randint(1, 9)}", f"公司{self.random.randint(1, 30)}", f"p{self.random.randint(1, 30)}"))
        return {"kind": "party.alias", "party": self.a_thing("party"), "alias": alias}

    def party_merged(self):
        return {"kind": "party.merged", "party": self.a_thing("party"), "into": self.a_thing("party")}

    def merge_alike(self):
        of = self.pick(PARTIES)
        merged = self.model.standing_entries("party.merged")
        if merged and self.chance(25):  # once more
            return {"kind": "party.merged", "party": self.model.id_of(self.pick(merged).ref["party"]), "into": self.party_of(of)}
        return {"kind": "party.merged", "party": self.party_of(of), "into": self.party_of(of)}

    def role(self):
        line = {"kind": self.pick(("role.assigned", "role.assigned", "role.ended")), "party": self.party_of("gp", "corporate"),
                "in": self.party_of(*FUNDS), "role": self.pick(("manager", "gp"))}
        held = self.model.in_force("role.assigned")
        if held and self.chance(10):
            line["kind"] = "role.assigned"
            a = self.pick(held)
            line.update({"party": self.word_for(a.ref["party"]), "in": self.word_for(a.ref["in"]), "role": a.get("role")})
        elif line["kind"] == "role.ended" and held and self.chance(70):
            a = self.pick(held)
            line.update(party=self.word_for(a.ref["party"]), role=a.get("role"))
            line["in"] = self.word_for(a.ref["in"])
        return line

    def member(self):
        kind = self.pick(("cluster.member_added",) * 3 + ("cluster.member_removed",))
        line = {"kind": kind, "cluster": self.a_thing("cluster"),
                "member": self.party_of(*FUNDS) if self.chance(75) else self.a_thing("cluster")}
        held = self.model.in_force("cluster.member_added")
        nested = [a for a in held if self.model.thing_class(a.ref["member"]) == "cluster"]
        if nested and self.chance(15):  # the other way round
            a = self.pick(nested)
            line.update(kind="cluster.member_added", cluster=self.word_for(a.ref["member"]), member=self.word_for(a.ref["cluster"]))
        elif kind.endswith("removed") and held and self.chance(75):
            a = self.pick(held)
            line.update(cluster=self.word_for(a.ref["cluster"]), member=self.word_for(a.ref["member"]))
        if self.chance(40):
            line["reason"] = self.pick(("名单", "公告"))
        return line

    def tag(self):
        line = {"kind": self.pick(("enterprise.tagged", "enterprise.untagged")), "party": self.party_of("enterprise"),
                "tag": self.pick(("unicorn", "little_giant"))}
        held = self.model.in_force("enterprise.tagged")
        if line["kind"] == "enterprise.untagged" and held and self.chance(70):
            a = self.pick(held)
            line.update(party=self.word_for(a.ref["party"]), tag=a.get("tag"))
        if line["kind"] == "enterprise.tagged" and self.chance(30):
            line["valid_to"] = "2027"
        return line

    def size(self):
        line = {"kind": "size.reported", "subject": self.party_of(*FUNDS) if self.chance(80) else self.a_thing("cluster"),
                "basis": self.pick(("target", "subscribed", "subscribed", "paid_in", "registered", "unstated"))}
        self.put_statement(line)
        return line

    def formed(self):
        line = {"kind": "fund.formed", "fund": self.party_of(*FUNDS)}
        if self.chance(80):
            self.put_statement(line)
        return line

    def stake(self):
        line = {"kind": "stake.reported", "investor": self.party_of("government", "corporate", *FUNDS),
                "fund": self.party_of(*FUNDS), "state": self.pick(("stated", "stated", "planned", "derived", "disputed"))}
        if self.chance(80):
            self.put_statement(line)
        if self.chance(30):
            line["share"] = self.pick(("20", "67.7213", "0.0001", "100"))
        if self.chance(40):
            line["basis"] = self.pick(("subscribed", "paid_in", "target"))
        return line

    def holding(self):
        line = {"kind": "holding.reported", "investor": self.party_of("corporate", *FUNDS),
                "enterprise": self.party_of("enterprise", "gp")}
        self.put_statement(line)
        return line

    def position(self):
        line = {"kind": "position.reported", "investor": self.a_thing("holder"), "in": self.a_thing("holder"), "state": "stated"}
        self.put_statement(line)
        return line

    def flow(self, kind):
        line = {"kind": kind, "investor": self.party_of("government", "corporate", *FUNDS), "fund": self.party_of(*FUNDS),
                "date": self.a_day()}
        commitments = self.model.standing_entries("call.issued" if kind == "contribution.defaulted" else "commitment.signed")
        if kind != "commitment.signed" and commitments and self.chance(85):
            near = self.pick(commitments)
            line.update(investor=self.word_for(near.ref["investor"]), fund=self.word_for(near.ref["fund"]))
            if self.chance(75):
                line["date"] = iso(near.effective[0] + self.random.choice((-1, 0, 1, 1, 30, 30, 60, 90)))
            self.aim(line, near)
        else:
            self.put_money(line)
        return line

    def aim(self, line, near):
        """An amount next to what is left of the commitment."""
        left = self.model.left_of(near, line["kind"]) + self.random.choice((0, 0, 1, -1))
        if self.chance(50) and 0 < left < 10**15:
            line["amount"] = f"{left // 100}.{left % 100:02}元"
        elif self.chance(80) and near.amount.value > 10:
            part = near.amount.value // self.random.randint(2, 9)
            line["amount"] = f"{part // 100}.{part % 100:02}元"
        else:
            self.put_money(line)
        if near.amount.unit == "USD":
            line["amount"] = str(line["amount"]).replace("元", "美元")

    def commitment(self):
        return self.flow("commitment.signed")

    def contribution(self):
        line = self.flow("contribution.paid")
        if self.chance(15):
            line["inside"] = self.pick(("inside", "outside", "认缴外"))
        if self.chance(15):
            line["purpose"] = self.pick(("capital", "in_kind", "in_kind"))
        return line

    def distribution(self):
        line = self.flow("distribution.paid")
        if self.chance(40):
            line["recallable"] = self.pick((line["amount"], "1元", "0元", "900亿元", "900亿元"))
        if "unit" in line and "recallable" in line:
            line["recallable"] = "1元"
        return line

    def change(self):
        line = self.flow("commitment.changed")
        line["direction"] = self.pick(("increase", "decrease", "decrease", "减少"))
        return line

    def call(self):
        line = self.flow("call.issued")
        if self.chance(20):
            line["due"] = self.a_date()
        return line

    def default(self):
        return self.flow("contribution.defaulted")

    def transfer(self):
        line = self.flow("stake.transferred")
        near = [e for e in self.model.standing_entries("commitment.signed") if e.amount.unit == "CNY"]
        if near and self.chance(70):  # within what the seller has, or just beyond
            near = self.pick(near)
            unpaid, paid = (self.model.left_of(near, kind) for kind in ("contribution.paid", "paid_in"))
            moved = max(0, paid // self.random.randint(1, 3)), max(0, unpaid // self.random.randint(1, 3) + self.pick((0, 0, 0, 1)))
            line = {"kind": "stake.transferred", "seller": self.word_for(near.ref["investor"]), "fund": self.word_for(near.ref["fund"]),
                    "buyer": self.party_of("government", "corporate", *FUNDS), "paid_in": f"{moved[0] // 100}.{moved[0] % 100:02}元",
                    "amount": f"{sum(moved) // 100}.{sum(moved) % 100:02}元",
                    "date": iso(near.effective[0] + self.random.choice((0, 1, 90, 200, 200)))}
            if self.chance(50):
                line["price"] = f"{self.random.randint(0, 900)}万元"
            return line
        line["seller"] = line.pop("investor")
        line["buyer"] = self.party_of("government", "corporate", *FUNDS)
        moved = re.fullmatch(r"(\d+)\.(\d\d)元", str(line["amount"]))
        whole = int(moved[1] + moved[2]) if moved else 100
        part = self.pick((0, whole, whole // 2, whole // 3, whole + 1))
        line["paid_in"] = f"{part // 100}.{part % 100:02}元"
        if self.chance(50):
            line["price"] = f"{self.random.randint(1, 900)}万元"
        return line

    def in_holding(self, kind):
        """A line on a holding that is there, mostly."""
        line = {"kind": kind, "fund": self.party_of(*FUNDS), "enterprise": self.party_of("enterprise"), "date": self.a_day()}
        made = self.model.standing_entries("investment.made")
        cost = 10**8
        if made and self.chance(85):
            near = self.pick(made)
            line.update(fund=self.word_for(near.ref["fund"]), enterprise=self.word_for(near.ref["enterprise"]),
                        date=iso(near.effective[0] + self.random.choice((-1, 0, 1, 30, 60))))
            cost = near.amount.value
        return line, cost

    def exit(self):
        line, cost = self.in_holding("investment.exited")
        self.put_money(line)
        if self.chance(15):
            line.pop("unit", None)
            line["amount"] = "0元"
        part = self.pick((cost, cost // 2, cost // 3, cost + 1, 1, 0))
        line["cost"] = f"{part // 100}.{part % 100:02}元"
        line["route"] = self.pick(("listing", "merger", "buyback", "transfer", "liquidation", "write_off", "核销"))
        if self.chance(25):
            line["buyer"] = self.a_thing("party")
        return line

    def valuation(self):
        line, _ = self.in_holding("holding.valued")
        self.put_money(line)
        if self.chance(15):
            line.pop("unit", None)
            line["amount"] = "0元"
        return line

    def income(self):
        line, _ = self.in_holding("income.received")
        line["from"] = line.pop("enterprise")
        if self.chance(30):
            line["from"] = self.pick((line["fund"], self.a_thing("party")))
        if self.chance(20):
            line.pop("from")
        line["purpose"] = self.pick(("dividend", "interest", "other"))
        self.put_money(line)
        return line

    def expense(self):
        line = {"kind": "expense.paid", "fund": self.party_of(*FUNDS), "date": self.a_day(),
                "purpose": self.pick(("management_fee", "custody", "audit", "tax", "other"))}
        if self.chance(60):
            line["to"] = self.party_of("gp", *FUNDS)
        self.put_money(line)
        return line

    def treasury(self):
        line = {"kind": "treasury.moved", "payer": self.party_of("government"), "payee": self.a_thing("party"),
                "date": self.a_day(), "budget": self.pick(("general", "government_funds", "own"))}
        self.put_money(line)
        return line

    def concession(self):
        line = {"kind": "concession.granted", "beneficiary": self.a_thing("party"), "fund": self.party_of(*FUNDS),
                "date": self.a_day(), "clause": "第七条"}
        self.put_money(line)
        return line

    def bank_says(self):
        line = {"kind": "cash.confirmed", "fund": self.party_of(*FUNDS), "date": self.a_day()}
        if self.chance(50):
            line["bank"] = self.party_of("bank")
        self.put_money(line)
        return line

    def nav(self):
        line = {"kind": "nav.reported", "fund": self.party_of(*FUNDS)}
        commitments = self.model.standing_entries("commitment.signed")
        if commitments and self.chance(60):
            near = self.pick(commitments)
            line["fund"] = self.word_for(near.ref["fund"])
            if self.chance(60):
                line["investor"] = self.word_for(near.ref["investor"])
        self.put_statement(line)
        return line

    def fund_merged(self):
        line = {"kind": "fund.merged", "fund": self.party_of(*FUNDS), "into": self.party_of(*FUNDS),
                "date": self.pick((self.a_day(), "2025-12-31"))}
        line["ratio"] = self.pick(("1", "0.5", "0.875", "1.25", "1000"))
        if self.chance(60):  # after all that is known of it
            days = [e.effective[0] for e in self.model.flows()]
            line["date"] = iso(min(max(days, default=0) + 1, self.today)) if days else line["date"]
        return line

    def put_foreign(self, line):
        """What was paid in another currency, mostly with the source of its rate."""
        if "paid" not in KINDS[line["kind"]]["fields"] or KINDS[line["kind"]]["fields"]["paid"].type != "FOREIGN":
            return
        if self.chance(85):
            line["paid"] = self.pick(("100万美元", "1美元", "5万元", "30%", "约5美元"))
        if self.chance(85):
            line["rate_source"] = "人民银行中间价"

    def investment(self):
        line = {"kind": "investment.made", "fund": self.party_of(*FUNDS), "enterprise": self.party_of("enterprise"),
                "date": self.a_day()}
        self.put_money(line)
        return line

    def an_entry(self, near, kind):
        """The line of an entry of that kind; now and then another one, or none that there is."""
        if self.chance(3):
            return self.pick((NO_ENTRY, 1, self.model.length() + 1))
        if self.chance(4):
            near = self.pick([e for e in self.model.entries if hasattr(e, "line") and e.kind in (kind, near.kind, CLAIM)] or [near])
        gone = [e for e in self.model.entries if hasattr(e, "line") and e.kind == kind and self.model.reversed_by(e.seq)]
        if gone and self.chance(12):
            near = self.pick(gone)
        return ("line", near.line)

    def lines_of(self, kind):
        return [e for e in self.model.standing_entries(kind) if hasattr(e, "line")]

    def claim(self):
        line = {"kind": CLAIM, "fund": self.party_of(*FUNDS), "investor": self.party_of("government", "corporate", *FUNDS),
                "enterprise": self.party_of("enterprise"), "way": self.pick(WAYS + ("direct",) * 8), "date": self.a_day()}
        self.put_money(line)
        committed, made = self.lines_of("commitment.signed"), self.lines_of("investment.made")
        both = [(c, m) for c in committed for m in made if c.ref["fund"] == m.ref["fund"]]
        near = self.pick(both) if both and self.chance(85) else (
            self.pick(committed) if committed else None, self.pick(made) if made and self.chance(60) else None)
        if near[0] and self.chance(95):
            line.update(investor=self.word_for(near[0].ref["investor"]), fund=self.word_for(near[0].ref["fund"]))
            last = max(x.effective[0] for x in near if x)
            line["date"] = iso(last + self.random.choice((-1, 0, 0, 1, 30, 30, 60)))
            if near[0].amount.unit == "CNY" and self.chance(80):
                line.pop("unit", None), line.pop("qualifier", None)
                line["amount"] = self.pick(("3亿元", "100万元", "7.01元"))
        if near[1]:
            if self.chance(90):
                line["enterprise"] = self.word_for(near[1].ref["enterprise"])
            if self.chance(90):
                line["investment"] = self.an_entry(near[1], "investment.made")
        if self.chance(30):
            line.update(evidence="证照", later_financing="3万元", lead="yes", job_growth="12", region="440300")
        return line

    def grant(self, kind, field, of):
        """A recognition of a claim, or a revocation of a recognition: next to what is left of it, near its day."""
        line = {"kind": kind, "date": self.a_day()}
        known = self.lines_of(of)
        if not known or self.chance(3):
            line[field] = self.pick((NO_ENTRY, 1))
            self.put_money(line)
            return line
        near = self.pick(known[-4:])
        line[field], line["date"] = self.an_entry(near, of), iso(near.effective[0] + self.random.choice((-1, 0, 0, 1, 5, 5, 9)))
        part = near.amount.value // self.random.randint(1, 3) + self.random.choice((0, 0, 0, 1))
        if of == CLAIM and self.chance(50):  # all that is left of it in the end
            part = max(1, near.amount.value - sum(x.amount.value * (1 if x.kind == "reinvestment.recognised" else -1)
                                                  for x in self.model.granted(near)))
            line["date"] = iso(min(near.effective[0] + 12, self.today))
        line["amount"] = f"{part // 100}.{part % 100:02}元"
        if near.amount.unit == "USD" or self.chance(2):
            line["amount"] = line["amount"].replace("元", "美元")
        return line

    def recognition(self):
        line = self.grant("reinvestment.recognised", "claim", CLAIM)
        line.update(clause="第九条", evidence="完税证明")
        return line

    def revocation(self):
        line = self.grant("reinvestment.revoked", "recognition", "reinvestment.recognised")
        line["reason"] = "迁出"
        if self.chance(40):
            for name in ("amount", "unit", "qualifier"):
                line.pop(name, None)
        return line

    def reversal(self):
        known = [e for e in self.model.entries if hasattr(e, "line")]
        line = {"kind": "entry.reversed", "reason": "录错"}
        fresh = [e for e in known if not self.model.reversed_by(e.seq)]
        rare = [e for e in fresh if e.kind in ("stake.transferred", "contribution.defaulted", "fund.merged", "commitment.changed",
                                               "cash.confirmed", "reinvestment.revoked", "reinvestment.recognised", CLAIM)]
        gone = [e for e in known if e not in fresh]
        revoked = [e for e in fresh if e.kind == "reinvestment.revoked"]
        if revoked and self.chance(15):
            line["entry"] = ("line", self.pick(revoked).line)
            return line
        if (rare or gone) and self.chance(25):
            line["entry"] = ("line", self.pick(gone if gone and (not rare or self.chance(15)) else rare).line)
            return line
        paid_out = {e.ref["fund"] for e in fresh if e.kind == "distribution.paid"}
        receipts = [e for e in fresh if e.kind == "contribution.paid" and e.ref["fund"] in paid_out]
        if receipts and self.chance(20):  # what a fund paid out of
            line["entry"] = ("line", self.pick(receipts).line)
            return line
        weighted = [e for e in fresh if e.kind in CAPITAL or e.kind.startswith(("party.m", "cluster.member", "enterprise", "role"))]
        if not known or self.chance(5):
            line["entry"] = self.pick((0, 1, NO_ENTRY, self.model.length() + 1))
        else:
            line["entry"] = ("line", self.pick(weighted if weighted and self.chance(60) else fresh if fresh and self.chance(90) else known).line)
        if self.chance(10):
            line["booked"] = self.an_accounting_day(self.a_day())
        return line

    def an_accounting_day(self, value_day):
        """Mostly beside what decides: the value day, the last close."""
        closed = self.model.closed_through()
        near = [iso(closed + d) for d in (0, 1)] if closed else []
        return self.pick([value_day, value_day, self.a_day(), *near]) or self.a_day()

    def close(self):
        closed = self.model.closed_through() or day(2024, 1, 1)
        through = closed + self.random.choice((-5, 0, 1, 20, 90))
        return {"kind": "period.closed", "through": iso(through) if self.chance(95) else "2031-01-01"}

    def target(self):
        n = self.random.randint(1, 9)
        line = {"kind": "target.set", "id": f"t{n}", "program": self.a_thing("program"), "indicator": self.pick(("output", "funds")),
                "comparator": self.pick(("=", ">=", ">", "<=", "<", "~")), "value": f"{self.random.randint(1, 60)}亿元"}
        if self.chance(8):
            line["comparator"] = "by"  # of milestones only
        if self.chance(70):
            line["deadline"] = self.pick(("2025", "2024-12", "2025-06-30", "2026", "2025H1"))
        return line

    def match(self):
        line = {"kind": "target.matched", "target": self.a_thing("target"), "indicator": self.pick(("output", "funds")),
                "admissible": self.pick(("yes", "yes", "yes", "no")), "reason": "同一口径"}
        if self.chance(40):
            line["width"] = self.pick(("any", "year", "half", "quarter", "month"))
        if self.chance(30):
            line["subject"] = self.a_thing("holder")
        return line

    def observation(self):
        line = {"kind": "indicator.observed", "indicator": self.pick(("output", "funds"))}
        if self.chance(85):
            line["period"] = self.pick(("2024", "2025", "2024H1", "2025H1", "2025Q1", "2024-12", "2025-06"))
        if self.chance(90):
            self.put_statement(line, "value")
        if self.chance(20):
            line["vintage"] = self.pick(("outturn", "forecast", "plan"))
        if self.chance(30):
            line["subject"] = self.a_thing("holder")
        return line

    # ---- a line ----
    MIX = {"register_party": 14, "register_cluster": 3, "register_program": 2, "file_document": 1, "party_changed": 3,
           "party_alias": 3, "party_merged": 1, "merge_alike": 2, "role": 4, "member": 8, "tag": 3, "size": 9, "formed": 2, "stake": 9,
           "holding": 2, "position": 2, "commitment": 14, "contribution": 14, "distribution": 8, "change": 5, "call": 8, "default": 7, "transfer": 6, "investment": 6, "exit": 5,
           "valuation": 3, "income": 3, "expense": 2, "treasury": 2, "concession": 1, "bank_says": 3, "nav": 3, "fund_merged": 2, "claim": 7, "recognition": 7, "revocation": 5,
           "reversal": 11, "close": 1, "target": 3, "match": 3, "observation": 5}

    def line(self, is_first=False):
        self.count += 1
        if self.model.length() < 12:
            maker = self.pick(("register_party",) * 6 + ("register_cluster", "register_program"))
        else:
            maker = self.random.choices(list(self.MIX), list(self.MIX.values()))[0]
        if is_first and self.model.length() > 12 and self.chance(5):
            maker = "close"  # it has to be the first of its batch
        line = getattr(self, maker)()
        self.decorate(line)
        line["_n"] = self.count
        return line

    def decorate(self, line):
        capital = line["kind"] in CAPITAL
        if "period" not in line and "through" not in line and "date" not in line and self.chance(50):
            line["date"] = self.a_date()
        if line["kind"] in ("indicator.observed", "period.closed", "entry.reversed"):
            line.pop("date", None)
        if self.chance(25):
            line["published"] = self.a_date()
        if self.chance(15):
            line["confidence"] = self.pick(("high", "medium", "low"))
        if capital and self.chance(10):
            self.put_foreign(line)
        if capital and self.chance(10):
            line["booked"] = self.an_accounting_day(line.get("date"))
        if self.chance(3):
            line["document"] = self.a_thing("document")
        if self.chance(4):
            self.spoil(line)

    def spoil(self, line):
        """One flaw that stops the line before it is decided."""
        flawed = [f for f in line if f in FIELD_FLAWS]
        how = self.random.randint(0, 9)
        if how < 6 and flawed:
            field = self.pick(flawed)
            line[field] = self.pick(FIELD_FLAWS[field])
        elif how == 6:
            line["kind"] = self.pick(("party.invented", "", *LATER))
        elif how == 7:
            line["colour"] = "red"
        else:
            line.pop(self.pick([f for f in line if f != "kind"]))
