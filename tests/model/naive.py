"""A naive model of the book, to be compared with the real one. Python's standard library, lists and brute force.

Written from design.md, docs/time.md, docs/precision.md and the texts of errors.def; the only thing it shares with the C
code is the vocabulary (kinds.def, enums.def: which fields a kind has and which words a list allows). It keeps one list
of entries and no state: every question is answered by walking all entries, and "on every day" by trying every day.

Where the documents are silent (whether a former name may be given to another party, what a merge leaves of roles and
tags …) the model does what they promise elsewhere: an entry that was reversed is gone from everything, merged parties are
one, and no figure is narrower than what may be true.

Book.decide(line, now_us) gives an Entry or a Refusal; Book.add(entry) appends it; the figures are methods that take
(prefix, as_of). A refusal names one code, or several where the documents do not say which of two reasons comes first.
"""
import datetime
import pathlib
import re
from decimal import Decimal, InvalidOperation

ROOT = pathlib.Path(__file__).resolve().parents[2]
INT64 = 2**63 - 1
TOTAL_MAX = INT64 // 4  # E_OVERFLOW: a running total that is larger is refused
TOLERANCE_PPM = 100_000
DAY_US = 86_400_000_000
FUNDS = ("mother_fund", "sub_fund", "direct_fund")
ENDS = {"role.ended": "role.assigned", "enterprise.untagged": "enterprise.tagged",
        "cluster.member_removed": "cluster.member_added"}
REGISTERS = {"party.registered": "party", "cluster.defined": "cluster", "program.named": "program",
             "document.filed": "document", "measure.adopted": "measure", "target.set": "target",
             "project.listed": "project", "actor.registered": "actor"}
CONFIDENCE = {"high": 3, "medium": 2, "low": 1}

# ---- errors.def: codes in the order in which they are checked ----


def error_order():
    text = (ROOT / "src/base/errors.def").read_text(encoding="utf-8")
    return {code: place for place, code in enumerate(re.findall(r"^ERR\((E_\w+)", text, re.M))}


ORDER = error_order()


def decided_codes():
    """The codes of errors.def's part on what decide refuses."""
    text = (ROOT / "src/base/errors.def").read_text(encoding="utf-8")
    decided = text[text.index("/* ---- decide:"):text.index("/* ---- people (")]  # what comes behind is of other files
    return re.findall(r"^ERR\((E_\w+)", decided, re.M)


class Refusal(Exception):
    """The codes that are right answers; .code is the first of them in the documented order. unread: the line could not
    even be read; unknown: the names that nothing bears."""
    unread, unknown = False, ()

    def __init__(self, *codes):
        super().__init__(*codes)
        self.codes = frozenset(codes)
        self.code = min(codes, key=lambda c: ORDER[c])


# ---- kinds.def and enums.def: the vocabulary ----


class Field:
    def __init__(self, name, column, kind, of, must):
        self.name, self.column, self.type, self.of, self.must = name, column, kind, of, must


def load_kinds():
    text = (ROOT / "src/event/kinds.def").read_text(encoding="utf-8")
    kinds, idents = {}, {}
    for wire, ident, family, state in re.findall(r'^EVENT\(\d+, "([\w.]+)", (\w+), (\w+), (\w+)', text, re.M):
        kinds[wire] = {"works": state == "NOW", "family": family, "fields": {}}
        idents[ident] = wire
    for ident, name, column, kind, of, need in re.findall(
            r'^FIELD\((\w+), "(\w+)", (\w+), (\w+), (\w+), (\w+)', text, re.M):
        kinds[idents[ident]]["fields"][name] = Field(name, column, kind, of, need == "MUST")
    for name, column, kind, of in re.findall(r'^COMMON\("(\w+)", (\w+), (\w+), (\w+)', text, re.M):
        for info in kinds.values():
            own = info["fields"]
            if name not in own and (column == "ATTR" or all(f.column != column for f in own.values())):
                own[name] = Field(name, column, kind, of, False)
    return kinds


def load_enums():
    text = (ROOT / "src/event/enums.def").read_text(encoding="utf-8")
    lists = {}
    for of, word, zh, en in re.findall(r'^ITEM\((\w+), \d+, "([^"]*)", "([^"]*)", "([^"]*)"', text, re.M):
        for spelling in (word, zh, en):
            lists.setdefault(of, {})[spelling] = word
    return lists


KINDS, ENUMS = load_kinds(), load_enums()
CAPITAL = tuple(kind for kind, info in KINDS.items() if info["family"] == "CAPITAL")
CLAIM = "reinvestment.claimed"
REINVESTMENT = tuple(kind for kind, info in KINDS.items() if info["family"] == "REINVESTMENT")
SIDES = ("SUBJECT", "OBJECT", "THIRD")  # columns of the parties that an entry sets against each other
AMOUNTS = ("AMOUNT", "MONEY", "LIMIT", "BALANCE")

# ---- days ----


def day(year, month, mday):
    return datetime.date(year, month, mday).toordinal()


def month_after(year, month):
    return (year + 1, 1) if month == 12 else (year, month + 1)


def span_of_months(year, month, count):
    if not 1900 <= year <= 2199 or not 1 <= month <= 12:
        raise Refusal("E_DATE_RANGE")
    first, last = (year, month), (year, month)
    for _ in range(count):
        last = month_after(*last)
    return day(*first, 1), day(*last, 1) - 1


def read_date(text):
    """(first day, last day), from 2025-12-15, 2025-12, 2025Q3, 2025H1, 2025; None for an unknown one."""
    text = text.strip()
    if text in ("", "unknown", "未知", "不详"):
        return None
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        try:
            on = day(int(m[1]), int(m[2]), int(m[3]))
        except ValueError:
            raise Refusal("E_DATE_RANGE") from None
        if not 1900 <= int(m[1]) <= 2199:
            raise Refusal("E_DATE_RANGE")
        return on, on
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        return span_of_months(int(m[1]), int(m[2]), 1)
    if m := re.fullmatch(r"(\d{4})Q(\d)", text):
        return span_of_months(int(m[1]), int(m[2]) * 3 - 2 if 1 <= int(m[2]) <= 4 else 0, 3)
    if m := re.fullmatch(r"(\d{4})H(\d)", text):
        return span_of_months(int(m[1]), int(m[2]) * 6 - 5 if 1 <= int(m[2]) <= 2 else 0, 6)
    if m := re.fullmatch(r"(\d{4})", text):
        return span_of_months(int(m[1]), 1, 12)
    raise Refusal("E_DATE_SYNTAX")


def months_of(first, last):
    """How many whole months; 0 when the ends are not those of months."""
    a, b = datetime.date.fromordinal(first), datetime.date.fromordinal(last + 1)
    return (b.year - a.year) * 12 + b.month - a.month if a.day == b.day == 1 else 0


EPOCH = day(1970, 1, 1)


def day_of_us(now_us):
    return EPOCH + now_us // DAY_US


def latest_day_anywhere(now_us):
    return EPOCH + (now_us + 14 * 3600 * 1_000_000) // DAY_US


def iso(on):
    return datetime.date.fromordinal(on).isoformat()


# ---- amounts ----

UNITS = {"元": ("CNY", 1), "万元": ("CNY", 10**4), "亿元": ("CNY", 10**8), "万亿元": ("CNY", 10**12), "CNY": ("CNY", 1),
         "万": ("CNY", 10**4), "亿": ("CNY", 10**8), "美元": ("USD", 1), "万美元": ("USD", 10**4), "亿美元": ("USD", 10**8),
         "%": ("percent", 1), "个百分点": ("point", 1), "家": ("count", 1), "个": ("count", 1), "P": ("compute", 1),
         "倍": ("times", 1)}
DECIMALS = {"CNY": 2, "USD": 2, "percent": 4, "point": 4, "count": 0, "compute": 3, "times": 4}
SIGNED = ("percent", "point")
MONEY = ("CNY", "USD")
BEFORE = {"不低于": "at_least", "不少于": "at_least", "至少": "at_least", ">=": "at_least", "超过": "over", "超": "over",
          "逾": "over", "高于": "over", ">": "over", "不超过": "at_most", "至多": "at_most", "<=": "at_most", "不足": "under",
          "不满": "under", "低于": "under", "<": "under", "将近": "nearly", "接近": "nearly", "近": "nearly", "大约": "about",
          "约": "about"}
BEHIND = {"以上": "at_least", "以下": "at_most", "以内": "at_most", "左右": "about"}
QUALIFIERS = {"exact", "at_least", "over", "at_most", "under", "nearly", "about", "range", "unknown"} | set(BEFORE) | set(BEHIND)
UNKNOWN_WORDS = ("未知", "不详", "unknown")


class Amount:
    def __init__(self, qualifier, unit, value=0, high=None):
        self.q, self.unit, self.value, self.high = qualifier, unit, value, high


def to_minor(text, unit, factor):
    try:
        exact = Decimal(text.replace(",", "")) * factor * 10 ** DECIMALS[unit]
    except InvalidOperation:
        raise Refusal("E_AMOUNT_SYNTAX") from None
    if exact != exact.to_integral_value():
        raise Refusal("E_AMOUNT_FINE")
    if abs(exact) > INT64:
        raise Refusal("E_AMOUNT_LARGE")
    return int(exact)


def strip_qualifier(text):
    for word in sorted(BEFORE, key=len, reverse=True):
        if text.startswith(word):
            return BEFORE[word], text[len(word):]
    for word in BEHIND:
        if text.endswith(word):
            return BEHIND[word], text[:-len(word)]
    return None, text


def read_amount(text, unit_text="", qualifier_text=""):
    """Words, a unit column and a qualifier column → an Amount, or None when nothing is said."""
    column = None
    if qualifier_text:
        if qualifier_text not in QUALIFIERS:
            raise Refusal("E_QUALIFIER_UNKNOWN")
        column = BEFORE.get(qualifier_text) or BEHIND.get(qualifier_text) or qualifier_text
    if not text and column in (None, "exact"):
        return None
    named = UNITS.get(unit_text) if unit_text else None
    if unit_text and not named:
        raise Refusal("E_UNIT_UNKNOWN")
    if text in UNKNOWN_WORDS or (not text and column == "unknown"):
        if column not in (None, "exact", "unknown"):
            raise Refusal("E_QUALIFIER_CONFLICT")
        if not named:
            raise Refusal("E_UNIT_MISSING")
        return Amount("unknown", named[0])
    if not text:
        raise Refusal("E_QUALIFIER_CONFLICT")
    said, rest = strip_qualifier(text)
    number = r"-?[\d,]*\.?\d+"
    m = re.fullmatch(rf"({number})(?:[-至]({number}))?\s*(\D*)", rest)
    if not m:
        raise Refusal("E_AMOUNT_SYNTAX")
    if m[2]:
        if said or column not in (None, "exact", "range"):
            raise Refusal("E_QUALIFIER_CONFLICT")
        said = "range"
    elif column in ("range", "unknown") or (said and column not in (None, "exact", said)):
        raise Refusal("E_QUALIFIER_CONFLICT")
    unit = UNITS.get(m[3].strip()) if m[3].strip() else None
    if m[3].strip() and not unit:
        raise Refusal("E_UNIT_UNKNOWN")
    if unit and named and (unit[0] != named[0] or named[1] not in (1, unit[1])):
        raise Refusal("E_UNIT_CONFLICT")
    unit = unit or named
    if not unit:
        raise Refusal("E_UNIT_MISSING")
    a = Amount(said or column or "exact", unit[0], to_minor(m[1], *unit), to_minor(m[2], *unit) if m[2] else None)
    if unit[0] not in SIGNED and (a.value < 0 or (a.value == 0 and a.q in ("under", "nearly"))):
        raise Refusal("E_AMOUNT_SIGN")
    if a.high is not None and a.value > a.high:
        raise Refusal("E_AMOUNT_RANGE")
    return a


# ---- intervals: docs/precision.md, R2 to R11 ----


class Interval:
    """lo or hi None = open."""

    def __init__(self, lo=0, hi=0, lo_strict=False, hi_strict=False, about=False, unknown=0):
        lost = [end for end in (lo, hi) if end is not None and abs(end) > INT64]
        if lost:  # R7
            lo, hi = (None if end in lost else end for end in (lo, hi))
            unknown += 1
        self.lo, self.hi, self.about, self.unknown = lo, hi, about, unknown
        self.lo_strict, self.hi_strict = lo_strict and lo is not None, hi_strict and hi is not None

    def key(self):
        return self.lo, self.hi, self.lo_strict, self.hi_strict, self.about, self.unknown

    def __repr__(self):
        return (f"{'(' if self.lo_strict else '['}{self.lo}, {self.hi}{')' if self.hi_strict else ']'}"
                f"{' about' if self.about else ''} unknown={self.unknown}")

    def __add__(self, y):
        lo = None if self.lo is None or y.lo is None else self.lo + y.lo
        hi = None if self.hi is None or y.hi is None else self.hi + y.hi
        return Interval(lo, hi, self.lo_strict or y.lo_strict, self.hi_strict or y.hi_strict, self.about or y.about,
                        self.unknown + y.unknown)

    def __sub__(self, y):
        lo = None if self.lo is None or y.hi is None else self.lo - y.hi
        hi = None if self.hi is None or y.lo is None else self.hi - y.lo
        return Interval(lo, hi, self.lo_strict or y.hi_strict, self.hi_strict or y.lo_strict, self.about or y.about,
                        self.unknown + y.unknown)

    def or_zero(self):
        """R11 and R20: it may not have happened."""
        lo, lo_strict = (self.lo, self.lo_strict) if self.lo is None or self.lo < 0 else (0, False)
        hi, hi_strict = (self.hi, self.hi_strict) if self.hi is None or self.hi > 0 else (0, False)
        return Interval(lo, hi, lo_strict, hi_strict, self.about, self.unknown + 1)

    def not_negative(self):
        lo, lo_strict = (self.lo, self.lo_strict) if self.lo is not None and self.lo >= 0 else (0, False)
        hi, hi_strict = (self.hi, self.hi_strict) if self.hi is None or self.hi > 0 or lo == self.lo else (0, False)
        return Interval(lo, hi, lo_strict, hi_strict, self.about, self.unknown)

    def at_most(self, size):
        """The worlds of self that leave room for a size of `size`; unchanged when there are none."""
        tighter = size.hi is not None and (self.hi is None or (size.hi, not size.hi_strict) < (self.hi, not self.hi_strict))
        if not tighter or self.least() > size.most():
            return self
        return Interval(self.lo, size.hi, self.lo_strict, size.hi_strict, self.about or size.about, self.unknown)

    def hull(self, y):
        def low(x):
            return (x.lo is not None, x.lo or 0, x.lo_strict)
        def high(x):
            return (x.hi is None, x.hi or 0, not x.hi_strict)
        lower, upper = min(self, y, key=low), max(self, y, key=high)
        return Interval(lower.lo, upper.hi, lower.lo_strict, upper.hi_strict, self.about or y.about, self.unknown + y.unknown)

    def may_be_nothing(self):
        holds_zero = (self.least() is None or self.least() <= 0) and (self.most() is None or self.most() >= 0)
        return self if holds_zero else self.or_zero()

    def least(self):
        return None if self.lo is None else self.lo + (1 if self.lo_strict else 0)

    def most(self):
        return None if self.hi is None else self.hi - (1 if self.hi_strict else 0)


def unknown_of(unit):
    return Interval(None if unit in SIGNED else 0, None, unknown=1)


def tolerance_of(value):
    return -(-abs(value) * TOLERANCE_PPM // 1_000_000)


def interval_of(a):
    if a is None:
        return unknown_of("CNY")
    least = None if a.unit in SIGNED else 0
    v = a.value
    if a.q == "exact":
        return Interval(v, v)
    if a.q in ("at_least", "over"):
        return Interval(v, None, lo_strict=a.q == "over")
    if a.q in ("at_most", "under"):
        return Interval(least, v, hi_strict=a.q == "under")
    if a.q in ("nearly", "about"):
        t = tolerance_of(v) or (1 if a.q == "nearly" else 0)
        lo = v - t if a.unit in SIGNED else max(0, v - t)
        return Interval(lo, v, hi_strict=True, about=True) if a.q == "nearly" else Interval(lo, v + t, about=True)
    if a.q == "range":
        return Interval(v, a.high)
    return unknown_of(a.unit)


def compare(x, comparator, limit):
    """R15, R16: pass, breach or undetermined."""
    t = tolerance_of(limit)
    low, high = {"=": (limit, limit), ">=": (limit, None), ">": (limit + 1, None), "<=": (None, limit),
                 "<": (None, limit - 1), "~": (limit - t, limit + t), "by": (limit, None)}[comparator]
    least, most = x.least(), x.most()
    inside_low = low is None or (least is not None and least >= low)
    inside_high = high is None or (most is not None and most <= high)
    if inside_low and inside_high:
        return "pass"
    above = high is not None and least is not None and least > high
    below = low is not None and most is not None and most < low
    return "breach" if above or below else "undetermined"


# ---- entries ----


class Entry:
    """One row: its kind, the values of its fields, its references as entry numbers."""

    def __init__(self, kind):
        self.kind, self.seq, self.recorded_us = kind, 0, 0
        self.value, self.ref = {}, {}  # field → value; field → seq of the thing
        self.effective = self.published = self.booked = self.amount = None
        self.target = None  # the entry that is reversed or ended

    def get(self, name):
        return self.value.get(name)


def uscc_check(code):
    """0 good, 1 outer digit bad and inner good, 2 both bad, 3 not 18 characters of the alphabet."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(code) != 18 or any(c not in letters for c in code):
        return 3
    outer = sum(letters.index(c) * 3**i % 31 for i, c in enumerate(code[:17]))
    good_outer = letters.index(code[17]) == (31 - outer % 31) % 31
    inner = 11 - sum((ord(c) - 48 if c.isdigit() else ord(c) - 55) * w
                     for c, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    good_inner = code[16] == {10: "X", 11: "0"}.get(inner, str(inner))
    return 0 if good_outer and good_inner else 1 if good_inner else 2 if not good_outer else 0


class Book:
    """All entries, and every question about them by walking over all of them."""

    def __init__(self):
        self.entries, self.stored = [], 0  # stored: how many there were when the batch in hand began
        first = Entry("actor.registered")
        first.value = {"id": "maker", "name": "Maker"}
        self.add(first)

    def add(self, entry):
        self.entries.append(entry)
        assert entry.seq in (0, len(self.entries))
        entry.seq = len(self.entries)

    def entry(self, seq):
        return self.entries[seq - 1]

    def begin_batch(self):
        self.stored = self.length()

    def length(self):
        return len(self.entries)

    # ---- which entries are there ----

    def reversed_by(self, seq, prefix=None):
        for e in self.entries[:prefix]:
            if e.kind == "entry.reversed" and e.target == seq:
                return e.seq
        return 0

    def standing_entries(self, *kinds, prefix=None):
        gone = {e.target for e in self.entries[:prefix] if e.kind == "entry.reversed"}
        return [e for e in self.entries[:prefix] if e.seq not in gone and (not kinds or e.kind in kinds)]

    def span(self, e):
        """docs/time.md 1.2."""
        if e.effective:
            return e.effective
        if e.published:
            return e.published
        return (day_of_us(e.recorded_us),) * 2

    def presence(self, e, as_of, published_by=None):
        first, last = self.span(e)
        if first > as_of:
            return "no"
        if published_by is not None and (e.published is None or e.published[1] > published_by):
            return "unpublished"
        return "yes" if last <= as_of else "undetermined"

    def counted(self, prefix, as_of, *kinds, published_by=None):
        """(entry, whether it surely happened) for the rows of section 2 that count."""
        for e in self.standing_entries(*kinds, prefix=prefix):
            is_present = self.presence(e, as_of, published_by)
            if is_present in ("yes", "undetermined"):
                yield e, is_present == "yes"

    # ---- things ----

    def thing_class(self, seq):
        return REGISTERS.get(self.entry(seq).kind)

    def things(self, prefix=None):
        return self.standing_entries(*REGISTERS, prefix=prefix)

    def id_of(self, seq):
        return self.entry(seq).get("id")

    def stands_for(self, seq, prefix=None):
        """The party that stands after all merges."""
        merges = {e.ref["party"]: e.ref["into"] for e in self.standing_entries("party.merged", prefix=prefix)}
        while seq in merges:
            seq = merges[seq]
        return seq

    def find_id(self, word):
        return next((t.seq for t in self.things() if t.get("id") == word), 0)

    def fits(self, seq, wanted):
        is_class = self.thing_class(seq)
        if wanted == "fund":
            return is_class == "party" and self.entry(seq).get("class") in FUNDS
        if wanted == "holder":
            return is_class in ("party", "cluster")
        return is_class == wanted

    def names_of(self, seq):
        """Every name that the thing ever bore and that no reversal took away: of registration, changes, aliases."""
        names = []
        for e in self.standing_entries():
            if e.seq == seq:
                names += [e.get("name") or e.get("title"), e.get("name_en")]
            elif e.ref.get("party") == seq and e.kind == "party.changed":
                names += [e.get("name"), e.get("name_en")]
            elif e.ref.get("party") == seq and e.kind == "party.alias":
                names.append(e.get("alias"))
        return [n for n in names if n]

    def bearers(self, word, by_alias=True):
        """Things that bear the name, by the same rule as names_of, in one walk; aliases may be left out."""
        found, standing = [], {t.seq for t in self.things()}
        for e in self.standing_entries():
            if e.seq in standing and word in (e.get("name") or e.get("title"), e.get("name_en")):
                found.append(e.seq)
            elif e.kind == "party.changed" and word in (e.get("name"), e.get("name_en")):
                found.append(e.ref["party"])
            elif by_alias and e.kind == "party.alias" and word == e.get("alias"):
                found.append(e.ref["party"])
        return [seq for seq in found if seq in standing]

    def resolve(self, word, wanted):
        found = self.find_id(word)
        if found:
            found = self.stands_for(found)
            if not self.fits(found, wanted):
                raise Refusal("E_CLASS_WRONG")
            return found
        known = False
        for by_alias in (False, True):  # an exact name goes before an alias
            bearers = {self.stands_for(seq) for seq in self.bearers(word, by_alias)}
            fitting = {seq for seq in bearers if self.fits(seq, wanted)}
            known = known or bool(bearers)
            if len(fitting) == 1:
                return fitting.pop()
            if fitting:
                raise Refusal("E_NAME_AMBIGUOUS")
        raise Refusal("E_CLASS_WRONG" if known else "E_NAME_UNKNOWN")

    # ---- reading a line ----

    def read(self, line):
        """Fields → values. A line that cannot be read is refused before anything is decided."""
        kind = line.get("kind")
        if not kind:
            raise Refusal("E_KIND_MISSING")
        if kind not in KINDS:
            raise Refusal("E_KIND_UNKNOWN")
        if not KINDS[kind]["works"]:
            raise Refusal("E_KIND_LATER")
        fields, e = KINDS[kind]["fields"], Entry(kind)
        has_amount = next((f for f in fields.values() if f.type in AMOUNTS), None)
        wrong = []
        for name, raw in line.items():
            if name == "kind" or (has_amount and name in ("unit", "qualifier")):
                continue
            try:
                self.read_field(e, fields, name, str(raw).strip(), line)
            except Refusal as r:
                wrong.append(r.code)
        if has_amount and has_amount.name not in line and line.get("qualifier"):
            try:  # words about an amount that is not there
                self.read_field(e, fields, has_amount.name, "", line)
            except Refusal as r:
                wrong.append(r.code)
        missing = [f for f in fields.values() if f.must and f.name not in e.value and f.name not in line]
        if missing or any(f.must and f.name in line and not str(line[f.name]).strip() for f in fields.values()):
            wrong.append("E_FIELD_MISSING")
        if wrong:
            raise Refusal(*wrong)
        return e

    def read_or_mark(self, line):
        try:
            return self.read(line)
        except Refusal as r:
            r.unread = True
            raise

    def read_field(self, e, fields, name, text, line):
        f = fields.get(name)
        if f is None:
            raise Refusal("E_FIELD_UNKNOWN")
        if not text and f.type not in AMOUNTS:
            return
        value = READERS[f.type](text, f, line)
        if value is None:
            return
        e.value[name] = value
        if f.column == "EFFECTIVE":
            e.effective = value
        elif f.column == "PUBLISHED":
            e.published = value
        elif f.column == "BOOKED":
            e.booked = value[0]
        elif f.column == "AMOUNT":
            e.amount = value

    # ---- deciding ----

    def decide(self, line, now_us):
        e = self.read_or_mark(line)
        e.seq, e.recorded_us = self.length() + 1, now_us
        self.resolve_references(e)
        if e.kind in REGISTERS:
            self.give_id(e)
        if e.kind in CAPITAL:
            self.check_days(e, now_us)
            self.check_capital(e)
        if e.kind in REINVESTMENT:
            self.check_days(e, now_us)
            self.check_funds_stand(e)
        rule = getattr(self, "rule_" + e.kind.replace(".", "_"), None)
        if rule:
            rule(e, now_us)
        elif e.kind in REGISTERS:
            self.check_names(e)
        return e

    def resolve_references(self, e):
        codes, unknown = [], []
        for f in KINDS[e.kind]["fields"].values():
            if f.type != "REF" or f.name not in e.value:
                continue
            try:
                e.ref[f.name] = self.resolve(e.get(f.name), f.of)
            except Refusal as r:
                code = r.code
                if code == "E_CLASS_WRONG" and e.kind == "stake.reported" and f.name == "fund":
                    code = self.money_into_no_fund(e.get(f.name))
                if code == "E_NAME_UNKNOWN":
                    unknown.append(e.get(f.name))
                codes.append(code)
        if codes:
            refusal = Refusal(*codes)
            refusal.unknown = unknown
            raise refusal

    def money_into_no_fund(self, word):
        try:
            self.resolve(word, "party")
        except Refusal:
            return "E_CLASS_WRONG"
        return "E_STAKE_IN_MANAGER"

    def give_id(self, e):
        """party-12, with an x more while that is taken."""
        if e.get("id"):
            return
        text = f"{REGISTERS[e.kind]}-{e.seq}"
        while self.find_id(text):
            text += "x"
        e.value["id"] = text

    def closed_through(self):
        return max((e.effective[0] for e in self.standing_entries("period.closed")), default=None)

    @staticmethod
    def check_value_day(e, now_us):
        if e.effective is None or e.effective[0] != e.effective[1]:
            raise Refusal("E_DAY_NEEDED")
        if e.effective[0] > latest_day_anywhere(now_us):
            raise Refusal("E_DAY_FUTURE")

    def check_days(self, e, now_us):
        self.check_value_day(e, now_us)
        closed = self.closed_through()
        if e.booked is None:
            e.booked = e.effective[0] if closed is None else max(e.effective[0], closed + 1)
        elif closed is not None and e.booked <= closed:
            raise Refusal("E_PERIOD_CLOSED")
        elif e.booked < e.effective[0]:
            raise Refusal("E_BOOKED_EARLY")

    def check_names(self, e):
        aliases = [a.get("alias") for a in self.standing_entries("party.alias")]
        if self.find_id(e.get("id")) or e.get("id") in aliases:  # an id would hide who bears it as an alias
            raise Refusal("E_ID_TAKEN")
        is_class = REGISTERS[e.kind]
        if is_class in ("party", "cluster", "program"):
            self.check_name(e.get("name"), is_class, 0)
        if is_class == "target" and (e.get("comparator") == "by") != (e.amount.unit == "milestone"):
            raise Refusal("E_TARGET_UNIT")

    def check_name(self, name, is_class, own):
        """A name that is free: nobody else of the class bears it, and it is nobody else's id."""
        holders = [s for s in self.bearers(name) if self.thing_class(s) == is_class] + [self.find_id(name)]
        if any(s and self.stands_for(s) != own for s in holders):
            raise Refusal("E_NAME_TAKEN")

    def uscc_of(self, party, without=None):
        """The code that a party has now: the newest by value day, else the one that it was registered with."""
        changes = [e for e in self.standing_entries("party.changed")
                   if e is not without and e.get("uscc") and e.ref["party"] == party]
        newest = max(changes, key=lambda e: (self.span(e)[0], e.seq), default=self.entry(party))
        return newest.get("uscc")

    def check_uscc(self, code, own):
        for t in self.standing_entries("party.registered"):
            if code and self.uscc_of(t.seq) == code and self.stands_for(t.seq) != own:
                raise Refusal("E_USCC_TAKEN")

    def rule_party_registered(self, e, _):
        self.check_names(e)
        self.check_uscc(e.get("uscc"), 0)

    def rule_party_changed(self, e, _):
        own = e.ref["party"]
        if not any(e.get(name) for name in ("name", "name_en", "region", "sector", "uscc")):
            raise Refusal("E_NOTHING_STATED")
        if e.get("name"):
            self.check_name(e.get("name"), "party", own)
        self.check_uscc(e.get("uscc"), own)

    def rule_party_alias(self, e, _):
        own, alias = e.ref["party"], e.get("alias")
        of_id = self.find_id(alias)
        if of_id and self.stands_for(of_id) != own:
            raise Refusal("E_ID_TAKEN")
        if of_id or own in [self.stands_for(s) for s in self.bearers(alias)]:
            raise Refusal("E_ALIAS_HELD")

    def rule_party_merged(self, e, _):
        gone, stays = e.ref["party"], e.ref["into"]
        word = e.get("party")
        if self.find_id(word) != gone and (self.find_id(word) or word not in self.names_of(gone)):
            raise Refusal("E_MERGED_ALREADY", *(["E_SELF"] if gone == stays else []))  # the word means one that went
        if gone == stays:
            raise Refusal("E_SELF")
        if self.entry(gone).get("class") != self.entry(stays).get("class"):
            raise Refusal("E_MERGE_CLASS")
        self.check_no_merger(gone, stays)
        for x in self.standing_entries():  # what stands on the two sides of an entry is two
            sides = [self.stands_for(s) for f, s in x.ref.items() if KINDS[x.kind]["fields"][f].column in SIDES]
            if {gone, stays} <= set(sides):
                raise Refusal("E_MERGE_LINKED")
        trial = type(self)()
        trial.entries = [*self.entries, e]
        self.refuse_broken(trial.breaks(), "E_MERGE_LINKED", "E_SELF")

    # roles, tags, members: what is asserted and not ended
    def same_fact(self, a, b):
        def side(e, name):
            return self.stands_for(e.ref[name])
        if a.kind.startswith("role."):
            return side(a, "party") == side(b, "party") and side(a, "in") == side(b, "in") and a.get("role") == b.get("role")
        if a.kind.startswith("enterprise."):
            return side(a, "party") == side(b, "party") and a.get("tag") == b.get("tag")
        return side(a, "member") == side(b, "member") and a.ref["cluster"] == b.ref["cluster"]

    def in_force(self, kind):
        ended = {e.target for e in self.standing_entries(*ENDS)}
        return [e for e in self.standing_entries(kind) if e.seq not in ended]

    def holding(self, e, kind):
        return [a for a in self.in_force(kind) if self.same_fact(a, e)]

    def rule_role_assigned(self, e, _):
        if e.ref["party"] == e.ref["in"]:
            raise Refusal("E_SELF")
        if self.holding(e, e.kind):
            raise Refusal("E_ROLE_HELD")

    def rule_enterprise_tagged(self, e, _):
        if self.holding(e, e.kind):
            raise Refusal("E_TAG_HELD")

    def contains(self, outer, inner):
        """On any day: a membership that ended was in force before."""
        inside = [a.ref["member"] for a in self.standing_entries("cluster.member_added") if a.ref["cluster"] == outer]
        return any(m == inner or self.contains(m, inner) for m in inside if self.thing_class(m) == "cluster")

    def rule_cluster_member_added(self, e, _):
        if e.ref["member"] == e.ref["cluster"]:
            raise Refusal("E_SELF")
        if self.holding(e, e.kind):
            raise Refusal("E_MEMBER_HELD")
        if self.thing_class(e.ref["member"]) == "cluster" and self.contains(e.ref["member"], e.ref["cluster"]):
            raise Refusal("E_MEMBER_CYCLE")

    def end(self, e, code):
        held = self.holding(e, ENDS[e.kind])
        if not held:
            raise Refusal(code)
        e.target = held[-1].seq

    def rule_role_ended(self, e, _):
        self.end(e, "E_ROLE_ABSENT")

    def rule_enterprise_untagged(self, e, _):
        self.end(e, "E_TAG_ABSENT")

    def rule_cluster_member_removed(self, e, _):
        self.end(e, "E_MEMBER_ABSENT")

    # statements
    def rule_stake_reported(self, e, _):
        if e.ref["investor"] == e.ref["fund"]:
            raise Refusal("E_SELF")

    def rule_holding_reported(self, e, _):
        if e.ref["investor"] == e.ref["enterprise"]:
            raise Refusal("E_SELF")
        if self.fits(e.ref["enterprise"], "fund"):
            raise Refusal("E_HOLDING_IN_FUND")

    def is_population(self, seq):
        return self.thing_class(seq) == "cluster" and self.entry(seq).get("class") == "population"

    def rule_position_reported(self, e, _):
        if e.ref["investor"] == e.ref["in"]:
            raise Refusal("E_SELF")
        if not self.is_population(e.ref["investor"]) and not self.is_population(e.ref["in"]):
            raise Refusal("E_NO_POPULATION")

    def rule_indicator_observed(self, e, _):
        if e.amount is None and not e.get("words"):
            raise Refusal("E_OBSERVATION_EMPTY")

    # ---- control ----

    def rule_period_closed(self, e, now_us):
        closed = self.closed_through()
        if closed is not None and e.effective[0] <= closed:
            raise Refusal("E_CLOSE_ORDER")
        if e.effective[0] > latest_day_anywhere(now_us):
            raise Refusal("E_CLOSE_FUTURE")
        if self.length() != self.stored:  # a close names the head of what is stored
            raise Refusal("E_CLOSE_IN_BATCH")

    def rule_control_set(self, e, _):
        if e.amount is not None and e.amount.unit != "CNY":
            raise Refusal("E_UNIT_NOT_YUAN")

    def rule_entry_reversed(self, e, _):
        seq = e.get("entry")
        closed = self.closed_through()
        booked_closed = e.booked is not None and closed is not None and e.booked <= closed
        also = ("E_PERIOD_CLOSED",) if booked_closed else ()  # which of two reasons is said is not laid down
        if not 1 <= seq <= self.length():
            raise Refusal("E_ENTRY_UNKNOWN", *also)
        old = self.entry(seq)
        if self.reversed_by(seq):
            raise Refusal("E_REVERSED_ALREADY", *also)
        if old.kind in ("entry.reversed", "period.closed", "actor.registered"):
            raise Refusal("E_REVERSE_KIND", *also)
        if self.is_used(old):
            raise Refusal("E_REVERSE_USED", *also)
        self.check_without(old, also)
        if old.booked is None and e.booked is not None:
            raise Refusal("E_FIELD_UNKNOWN")
        if booked_closed:
            raise Refusal("E_PERIOD_CLOSED")
        if e.booked is not None and e.booked < old.booked:
            raise Refusal("E_REVERSAL_EARLY")
        e.target, e.effective = seq, old.effective
        if old.booked is None:
            e.booked = None
        elif e.booked is None:
            e.booked = old.booked if closed is None else max(old.booked, closed + 1)

    def is_used(self, old):
        later = [x for x in self.standing_entries() if x.seq > old.seq and x.kind != "entry.reversed"]
        if any(old.seq in x.ref.values() for x in self.standing_entries() if x.seq > old.seq):
            return True  # by a reversal too: it may cite a document
        if any(x.target == old.seq for x in later):
            return True
        if old.kind == "party.merged":
            return any(self.stands_for(s) == self.stands_for(old.ref["into"])
                       for x in later + self.taken_back_since(old) for s in x.ref.values())
        if old.kind == "party.changed" and old.get("uscc"):  # the code from before may have a new holder
            party = old.ref["party"]
            then = self.uscc_of(party, without=old)
            return then != self.uscc_of(party) and any(
                then and self.uscc_of(t.seq) == then and self.stands_for(t.seq) != self.stands_for(party)
                for t in self.standing_entries("party.registered"))
        if old.kind in ENDS:  # what it ended would be in force beside what took its place
            return any(self.same_fact(x, old) for x in later if x.kind == ENDS[old.kind])
        return False

    def taken_back_since(self, merge):
        """Older flows and changes that were reversed after a merge: perhaps only what was merged spares them."""
        taken = [self.entry(x.target) for x in self.standing_entries("entry.reversed") if x.seq > merge.seq]
        return [x for x in taken if x.seq < merge.seq and x.kind in (*CAPITAL, "party.changed")]

    # ---- figures: a pure function of (prefix, as_of, published_by) ----

    def beats(self, a, b):
        """Of two statements on one thing: latest effective, then published, then most confident, then last entered."""
        def rank(e):
            return (self.span(e)[1], e.published[1] if e.published else -1, CONFIDENCE.get(e.get("confidence"), 0), e.seq)
        return rank(a) > rank(b)

    def choose(self, statements):
        """The statements that may count: the best of those that surely happened, and those that beat it and may have
        happened. The first of the list is the one that is shown; the second value says whether it is sure."""
        sure = [e for e, is_sure in statements if is_sure]
        best = None
        for e in sure:
            best = e if best is None or self.beats(e, best) else best
        maybe = [e for e, is_sure in statements if not is_sure and (best is None or self.beats(e, best))]
        for i, e in enumerate(maybe):
            if self.beats(e, maybe[0]):
                maybe[0], maybe[i] = maybe[i], maybe[0]
        return ([best] if best else []) + maybe, best is not None

    def worth(self, chosen):
        """Interval and unit: the truth is what one or the other of the statements says, or nothing where none is sure."""
        entries, is_sure = chosen
        if not entries:
            return None, None
        x, unit = interval_of(entries[0].amount), entries[0].amount.unit
        if not is_sure:
            x = x.or_zero()
        for e in entries[1:]:
            x = x.hull(interval_of(e.amount)) if e.amount.unit == unit else unknown_of("CNY")
            x = Interval(*x.key()[:5], x.unknown + 1)
        return x, unit

    def sum_in_yuan_or_own(self, flows):
        """Flows of one kind; their unit is the first's; two currencies cannot be added."""
        total = Interval()
        for e, unit in flows:
            total = total + (interval_of(e.amount) if e.amount.unit == unit else unknown_of(unit))
        return total

    def pair_of(self, e, prefix):
        return self.stands_for(e.ref["investor"], prefix), self.stands_for(e.ref["fund"], prefix)

    def stakes(self, prefix, as_of, published_by=None):
        """{(investor, fund): row} of ledger and statements side by side; the ledger counts as positions do."""
        ledger = {pair: row for pair, row in self.positions(prefix, as_of, published_by).items() if row["in_stakes"]}
        said = list(self.counted(prefix, as_of, "stake.reported", published_by=published_by))
        return {pair: self.stake(ledger.get(pair), [x for x in said if self.pair_of(x[0], prefix) == pair])
                for pair in {*ledger, *(self.pair_of(x[0], prefix) for x in said)}}

    def stake(self, ledger, said):
        row = {"has_ledger": bool(ledger), "statements": len(said), "ledger_unit": ledger["unit"] if ledger else None}
        row.update({name: ledger[name] if ledger else None for name in ("committed", "paid_in", "distributed")})
        for paid, reported, difference, mine in ((False, "reported", "difference", "committed"),
                                                 (True, "reported_paid_in", "difference_paid_in", "paid_in")):
            chosen = self.choose([x for x in said if x[0].amount and (x[0].get("basis") == "paid_in") == paid])
            row[reported], row[reported + "_unit"] = self.worth(chosen)
            row[reported + "_by"] = chosen[0][0] if chosen[0] else None
            same_unit = ledger and row[reported + "_unit"] == row["ledger_unit"]
            row[difference] = row[mine] - row[reported] if same_unit else None
        best = self.choose(said)[0]
        row["state"] = best[0].get("state") if best else ""
        return row

    def size_statements(self, prefix, as_of, published_by=None):
        """{(subject, basis): [(entry, sure)]}; the capital with which a fund was formed is its registered size."""
        groups = {}
        for e, sure in self.counted(prefix, as_of, "size.reported", "fund.formed", published_by=published_by):
            subject = e.ref["subject" if e.kind == "size.reported" else "fund"]
            if e.amount:
                key = self.stands_for(subject, prefix), e.get("basis") or "registered"
                groups.setdefault(key, []).append((e, sure))
        return groups

    def chosen_sizes(self, prefix, as_of, published_by=None):
        return {key: self.choose(group) for key, group in self.size_statements(prefix, as_of, published_by).items()}

    def endings(self, prefix, as_of, published_by=None):
        """{ended entry: whether that is sure}."""
        out = {}
        for e, sure in self.counted(prefix, as_of, *ENDS, published_by=published_by):
            out[e.target] = out.get(e.target, False) or sure
        return out

    def members(self, prefix, as_of, cluster, published_by=None, is_sure=True, on_the_way=()):
        """{member: whether it surely is one}: parties, and populations without members of their own, through nested
        clusters."""
        found = {}
        ended = self.endings(prefix, as_of, published_by)
        for e, sure in self.counted(prefix, as_of, "cluster.member_added", published_by=published_by):
            who = e.ref["member"]
            if e.ref["cluster"] != cluster or ended.get(e.seq) or who in on_the_way:
                continue
            sure = sure and is_sure and e.seq not in ended
            if self.has_members(prefix, as_of, who, published_by):
                inside = self.members(prefix, as_of, who, published_by, sure, (*on_the_way, cluster))
            else:
                inside = {self.stands_for(who, prefix): sure}
            for m, sure_inside in inside.items():
                found[m] = found.get(m, False) or sure_inside
        return found

    def has_members(self, prefix, as_of, cluster, published_by):
        ended = self.endings(prefix, as_of, published_by)
        return any(e.ref["cluster"] == cluster and not ended.get(e.seq)
                   for e, _ in self.counted(prefix, as_of, "cluster.member_added", published_by=published_by))

    def cluster_sizes(self, prefix, as_of, published_by=None):
        """{(cluster id, basis, record): figures}, for what somebody says something of."""
        links, sizes = self.stakes(prefix, as_of, published_by), self.chosen_sizes(prefix, as_of, published_by)
        out = {}
        for c, _ in self.counted(prefix, as_of, "cluster.defined", published_by=published_by):
            if c.get("class") == "industry_cluster":
                continue
            members = self.members(prefix, as_of, c.seq, published_by)
            for basis in ("target", "announced", "registered", "subscribed", "paid_in", "unstated"):
                for record in ("ledger", "reported"):
                    if record == "ledger" and basis not in ("subscribed", "paid_in"):
                        continue
                    figures = self.cluster_size(members, basis, record, links, sizes)
                    is_stated = record == "reported" and c.get("class") == "fund_cluster" and (c.seq, basis) in sizes
                    if figures["unsized"] < len(members) or is_stated:
                        out[c.get("id"), basis, record] = figures
        return out

    @staticmethod
    def link_value(row, basis, record):
        """What one stake put in by that record; None when the record says nothing of it. Another currency, or an amount
        that nobody states, is unknown; what is only planned, selected or disputed may be nothing."""
        if record == "ledger":
            if not row["has_ledger"]:
                return None
            x = row["paid_in" if basis == "paid_in" else "committed"]
            return x if row["ledger_unit"] == "CNY" else unknown_of("CNY")
        name = "reported_paid_in" if basis == "paid_in" else "reported"
        if row[name] is None:
            return unknown_of("CNY") if row["statements"] else None
        x = row[name] if row[name + "_unit"] == "CNY" else unknown_of("CNY")
        return x if row[name + "_by"].get("state") in ("stated", "derived") else x.may_be_nothing()

    def cluster_size(self, members, basis, record, links, sizes):
        gross = top_down = bottom_up = Interval()
        unsized = 0
        for m, is_sure in members.items():
            inside = outside = Interval()
            spoken = False
            for (investor, fund), row in links.items():
                x = self.link_value(row, basis, record)
                if fund != m or x is None:
                    continue
                spoken = True
                if investor in members:
                    inside = inside + (x if members[investor] else x.or_zero())
                if not members.get(investor):
                    outside = outside + (x.or_zero() if investor in members else x)
            if record == "ledger":
                size, known = inside + outside if spoken else unknown_of("CNY"), spoken
            else:
                size, unit = self.worth(sizes.get((m, basis), ((), False)))
                known = unit == "CNY"
                size = size if known else unknown_of("CNY")
            unsized += not known
            parts = size, (size - inside).not_negative(), outside.at_most(size)
            if not is_sure:
                parts = [x.or_zero() for x in parts]
            gross, top_down, bottom_up = gross + parts[0], top_down + parts[1], bottom_up + parts[2]
        if not members:
            gross = top_down = bottom_up = unknown_of("CNY")
        return {"members": len(members), "unsized": unsized, "gross": gross, "net_top_down": top_down,
                "net_bottom_up": bottom_up, "unexplained": top_down - bottom_up}

    # ---- targets ----

    def readings(self, prefix, as_of, target, published_by=None):
        """{observation: why it is not admissible, or ""}; of two matches of one observation the later counts."""
        out = {}
        for match, _ in self.counted(prefix, as_of, "target.matched", published_by=published_by):
            if match.ref["target"] != target.seq:
                continue
            for seen, sure in self.counted(prefix, as_of, "indicator.observed", published_by=published_by):
                same_subject = "subject" not in match.ref or (
                    "subject" in seen.ref and self.stands_for(match.ref["subject"], prefix) == self.stands_for(seen.ref["subject"], prefix))
                if (seen.get("indicator") == match.get("indicator") and same_subject
                        and (not match.get("region") or match.get("region") == seen.get("region"))):
                    out[seen.seq] = self.why_not(match, seen, sure, target, as_of)
        return out

    def why_not(self, match, seen, sure, target, as_of):
        deadline = target.get("deadline")
        if match.get("admissible") != "yes":
            return "match_says_no"
        if (seen.get("vintage") or "outturn") != "outturn":
            return "not_an_outturn"
        if seen.amount is None:
            return "no_value"
        if seen.amount.unit != target.amount.unit:
            return "unit_differs"
        width = {"year": 12, "half": 6, "quarter": 3, "month": 1}.get(match.get("width"), 0)
        end = self.span(seen)[1]  # no period: the day on which it was public, else entered
        if seen.effective is None and (width or (deadline and end > deadline[1])):
            return "no_period"
        if width and months_of(*seen.effective) != width:
            return "period_not_whole"
        if deadline and end > deadline[1]:
            return "after_the_deadline"
        return "period_not_over" if not sure or end > as_of else ""

    def targets(self, prefix, as_of, published_by=None):
        out = {}
        for t, _ in self.counted(prefix, as_of, "target.set", published_by=published_by):
            why = self.readings(prefix, as_of, t, published_by)
            good = [self.entry(seq) for seq, reason in why.items() if not reason]
            chosen = self.choose([(e, True) for e in good])[0]
            passing = [self.span(e)[1] for e in good if compare(interval_of(e.amount), t.get("comparator"), t.amount.value) == "pass"]
            deadline = t.get("deadline")[1] if t.get("deadline") else None
            due = deadline is not None and deadline <= as_of
            if not chosen:
                verdict = "not_yet_due" if deadline is not None and not due else "no_reading"
            else:
                verdict = compare(interval_of(chosen[0].amount), t.get("comparator"), t.amount.value)
                if verdict == "breach" and not due:
                    verdict = "not_yet_due"
            out[t.get("id")] = {
                "verdict": verdict, "readings": len(why), "admissible": len(good),
                "reading": interval_of(chosen[0].amount) if chosen else None,
                "met_on": iso(min(passing)) if passing else None,
                "days": deadline - min(passing) if passing and deadline is not None else None,
                "why": why}
        return out


# ---- how the text of a field becomes a value ----


def read_enum(text, f, _):
    if text not in ENUMS[f.of]:
        raise Refusal("E_ENUM_UNKNOWN")
    return ENUMS[f.of][text]


def read_id(text, *_):
    if len(text) > 64 or not re.fullmatch(r"[a-z][a-z0-9._-]*", text):
        raise Refusal("E_ID_SYNTAX")
    return text


def read_code(text, *_):
    if not re.fullmatch(r"[a-z0-9_]+", text):
        raise Refusal("E_CODE_SYNTAX")
    return text


def read_text(text, *_):
    if len(text.encode()) > 4096:
        raise Refusal("E_TEXT_LONG")
    return text


def read_day(text, *_):
    span = read_date(text)
    if span is None or span[0] != span[1]:
        raise Refusal("E_DATE_PRECISE")
    return span


def read_money(text, f, line):
    a = read_amount(text, str(line.get("unit", "")), str(line.get("qualifier", "")))
    if a is None:
        raise Refusal("E_FIELD_MISSING")
    if a.q != "exact":
        raise Refusal("E_AMOUNT_NOT_EXACT")
    if f.type in ("MONEY", "BALANCE"):
        if a.unit not in MONEY:
            raise Refusal("E_UNIT_NOT_MONEY")
        if a.value < 0 or (a.value == 0 and f.type == "MONEY"):  # a balance, proceeds or a value may be nothing
            raise Refusal("E_AMOUNT_SIGN")
    return a


def read_yuan(text, *_):
    a = read_amount(text)
    if a.q != "exact":
        raise Refusal("E_AMOUNT_NOT_EXACT")
    if a.unit != "CNY":
        raise Refusal("E_UNIT_NOT_YUAN")
    return a.value


def read_foreign(text, *_):
    a = read_amount(text)
    if a.q != "exact":
        raise Refusal("E_AMOUNT_NOT_EXACT")
    if a.unit not in MONEY:
        raise Refusal("E_UNIT_NOT_MONEY")
    if a.value <= 0:
        raise Refusal("E_AMOUNT_SIGN")
    return a


def read_share(text, *_):
    ppm = to_minor(text.rstrip("%"), "percent", 1)
    if not 0 <= ppm <= 1_000_000:
        raise Refusal("E_SHARE_RANGE")
    return ppm


def read_ratio(text, *_):
    ppm = to_minor(text, "percent", 100)  # a ratio of 1 is 100 %
    if not 0 < ppm <= 1_000_000_000:
        raise Refusal("E_RATIO_RANGE")
    return ppm


def read_number(code):
    def read(text, *_):
        if not re.fullmatch(r"\d+", text):
            raise Refusal(code)
        return int(text)
    return read


def read_entry(text, *_):
    if not re.fullmatch(r"[1-9]\d*", text):
        raise Refusal("E_ENTRY_SYNTAX")
    return int(text)


def read_uscc(text, *_):
    verdict = uscc_check(text)
    if verdict >= 2:
        raise Refusal("E_USCC_FORMAT" if verdict == 3 else "E_USCC_CHECK")
    return text


def read_comparator(text, *_):
    if text not in ("=", ">=", ">", "<=", "<", "~", "by"):
        raise Refusal("E_COMPARATOR_UNKNOWN")
    return text


READERS = {
    "ID": read_id, "TEXT": read_text, "REF": read_text, "ENTRY": read_entry, "ENUM": read_enum,
    "DAY": read_day, "DATE": lambda text, *_: read_date(text), "PERIOD": lambda text, *_: read_date(text),
    "AMOUNT": lambda text, f, line: read_amount(text, str(line.get("unit", "")), str(line.get("qualifier", ""))),
    "MONEY": read_money, "BALANCE": read_money, "FOREIGN": read_foreign, "LIMIT": read_money, "YUAN": read_yuan, "SHARE": read_share, "RATIO": read_ratio,
    "COUNT": read_number("E_COUNT_SYNTAX"), "CODE": read_code, "REGION": read_text, "USCC": read_uscc,
    "COMPARATOR": read_comparator}
