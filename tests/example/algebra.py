"""The algebra of docs/precision.md and the dates of docs/time.md, written from those pages and from nothing else: whole
numbers and Fractions only. R numbers are the page's. It shares no line with weir, so that the two can disagree."""
import calendar
import datetime
import re
from fractions import Fraction

PPM = 10 ** 6
TOLERANCE_PPM = 100000
# unit -> (digits of the least part, signed); words of the sources -> (unit, factor)
UNITS = {"CNY": (2, False), "percent": (4, True), "point": (4, True), "growth": (4, True), "count": (0, False),
         "milestone": (0, False), "compute": (3, False), "area": (2, False), "data": (3, False)}
WORDS = {"元": ("CNY", 1), "万元": ("CNY", 10 ** 4), "亿元": ("CNY", 10 ** 8), "%": ("percent", 1), "百分点": ("point", 1),
         "% yoy": ("growth", 1), "%/yr": ("growth", 1), "家": ("count", 1), "个": ("count", 1), "支": ("count", 1),
         "款": ("count", 1), "只": ("count", 1), "万家": ("count", 10 ** 4), "亿台": ("count", 10 ** 8),
         "milestone": ("milestone", 1), "P": ("compute", 1), "PFLOPS": ("compute", 1), "EFLOPS": ("compute", 1000),
         "万平方米": ("area", 10 ** 4), "PB": ("data", 1000)}
WORDS.update((unit, (unit, 1)) for unit in UNITS)
QUALIFIERS = {"": "exact", "upto": "at_most"}


def down(x):
    return Fraction(x).__floor__()


def up(x):
    return Fraction(x).__ceil__()


class Interval:
    """lo and hi in least parts; None = open; strict = the end itself is excluded."""

    def __init__(self, lo, hi, lo_strict=False, hi_strict=False, about=False, unknown=0):
        self.lo, self.hi, self.about, self.unknown = lo, hi, about, unknown
        self.lo_strict, self.hi_strict = lo_strict and lo is not None, hi_strict and hi is not None
        assert all(end is None or -2 ** 63 <= end < 2 ** 63 for end in (lo, hi)), "R7 is not met by these figures"

    def key(self):
        return self.lo, self.hi, self.lo_strict, self.hi_strict, self.about, self.unknown

    def __eq__(self, other):
        return isinstance(other, Interval) and self.key() == other.key()

    def __repr__(self):
        return "%s%s, %s%s%s%s" % ("(" if self.lo_strict or self.lo is None else "[", self.lo, self.hi,
                                   ")" if self.hi_strict or self.hi is None else "]", " about" if self.about else "",
                                   " unknown %d" % self.unknown if self.unknown else "")

    def __add__(self, other):  # R8
        lo = None if None in (self.lo, other.lo) else self.lo + other.lo
        hi = None if None in (self.hi, other.hi) else self.hi + other.hi
        return Interval(lo, hi, self.lo_strict or other.lo_strict, self.hi_strict or other.hi_strict,
                        self.about or other.about, self.unknown + other.unknown)

    def __sub__(self, other):  # R9
        lo = None if None in (self.lo, other.hi) else self.lo - other.hi
        hi = None if None in (self.hi, other.lo) else self.hi - other.lo
        return Interval(lo, hi, self.lo_strict or other.hi_strict, self.hi_strict or other.lo_strict,
                        self.about or other.about, self.unknown + other.unknown)

    def hull_zero(self):  # R11, R20: it may not have happened yet
        lo, lo_strict = (0, False) if self.lo is not None and self.lo >= 0 else (self.lo, self.lo_strict)
        hi, hi_strict = (0, False) if self.hi is not None and self.hi <= 0 else (self.hi, self.hi_strict)
        return Interval(lo, hi, lo_strict, hi_strict, self.about, self.unknown + 1)

    def may_be_nothing(self):
        """What is only planned, selected or disputed."""
        return self if self.holds(0) else self.hull_zero()

    def holds(self, world):
        return (self.lo is None or self.lo + self.lo_strict <= world) and \
            (self.hi is None or world <= self.hi - self.hi_strict)

    def at_least_zero(self):
        """max(0, x), world by world."""
        below = self.lo is None or self.lo < 0
        lo, lo_strict = (0, False) if below else (self.lo, self.lo_strict)
        hi, hi_strict = (0, False) if below and self.hi is not None and self.hi <= 0 else (self.hi, self.hi_strict)
        return Interval(lo, hi, lo_strict, hi_strict, self.about, self.unknown)

    def at_most(self, size):
        """No more than size can be; where the two contradict each other the statement stands."""
        tighter = size.hi is not None and (self.hi is None or self.hi > size.hi or
                                           (self.hi == size.hi and size.hi_strict))
        if not tighter or (self.lo is not None and self.lo + self.lo_strict > size.hi - size.hi_strict):
            return self
        return Interval(self.lo, size.hi, self.lo_strict, size.hi_strict, self.about or size.about, self.unknown)

    def exact(self):
        return self.lo is not None and self.lo == self.hi and not self.about


def unknown(unit="CNY"):
    return Interval(None if UNITS[unit][1] else 0, None, unknown=1)


def ratio(x, y):
    """R12, in parts per million; None = not assessable."""
    if y.lo is None or y.lo <= 0 or x.lo is None or x.lo < 0:
        return None
    lo = 0 if y.hi is None else down(Fraction(x.lo * PPM, y.hi))
    hi = None if x.hi is None else up(Fraction(x.hi * PPM, y.lo))
    return Interval(lo, hi, about=x.about or y.about, unknown=x.unknown + y.unknown)


def share_of_whole(x, y):
    """Amount / size, at most the whole; None where the amount is surely more: then they are not of one thing."""
    out = ratio(x, y)
    if out is None or out.lo > PPM:
        return None
    return Interval(out.lo, PPM if out.hi is None else min(out.hi, PPM), about=out.about, unknown=out.unknown)


def product(x, y):
    """R13, y a share in parts per million."""
    lo = down(Fraction((x.lo or 0) * (y.lo or 0), PPM))
    if 0 in (x.hi, y.hi):
        hi = 0
    else:
        hi = None if None in (x.hi, y.hi) else up(Fraction(x.hi * y.hi, PPM))
    return Interval(lo, hi, about=x.about or y.about, unknown=x.unknown + y.unknown)


def least_parts(text, unit, factor=1):
    value = Fraction(text.replace(",", "")) * factor * 10 ** UNITS[unit][0]
    assert value.denominator == 1, "finer than the least part: %s %s" % (text, unit)
    return int(value)


def stated(text, unit_word, qualifier):
    """R2 to R5: a number, a unit and a qualifier as a source words them -> (unit, qualifier, interval)."""
    unit, factor = WORDS[unit_word]
    qualifier = QUALIFIERS.get(qualifier, qualifier)
    if qualifier == "range":
        ends = [least_parts(end, unit, factor) for end in text.split("-")]
        return unit, qualifier, Interval(*ends)
    if qualifier == "unknown":
        return unit, qualifier, unknown(unit)
    v, signed = least_parts(text, unit, factor), UNITS[unit][1]
    t, least = up(Fraction(abs(v) * TOLERANCE_PPM, PPM)), None if signed else 0
    near = max(1, t) if qualifier == "nearly" else t
    below = v - near if signed else max(0, v - near)
    return unit, qualifier, {
        "exact": Interval(v, v), "at_least": Interval(v, None), "over": Interval(v, None, lo_strict=True),
        "at_most": Interval(least, v), "under": Interval(least, v, hi_strict=True),
        "nearly": Interval(below, v, hi_strict=True, about=True), "about": Interval(below, v + t, about=True)}[qualifier]


def compare(x, comparator, limit):
    """R15, R16: the worlds of a statement against those that satisfy comparator and limit."""
    t = up(Fraction(abs(limit) * TOLERANCE_PPM, PPM))
    want_lo, want_hi = {"=": (limit, limit), ">=": (limit, None), "by": (limit, None), ">": (limit + 1, None),
                        "<=": (None, limit), "<": (None, limit - 1), "~": (limit - t, limit + t)}[comparator]
    lo = None if x.lo is None else x.lo + x.lo_strict
    hi = None if x.hi is None else x.hi - x.hi_strict
    inside = (want_lo is None or (lo is not None and lo >= want_lo)) and \
             (want_hi is None or (hi is not None and hi <= want_hi))
    outside = (want_lo is not None and hi is not None and hi < want_lo) or \
              (want_hi is not None and lo is not None and lo > want_hi)
    return "pass" if inside else "breach" if outside else "undetermined"


# ---- days ----
def month_end(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def span(text):
    """First and last day of 2025, 2025H1, 2025Q3, 2025-01, 2025-01-31, 2025-01/10, 2025Q1-Q3; None = nothing said."""
    if not text:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return (datetime.date.fromisoformat(text),) * 2
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:/(\d\d))?|([QH])(\d)(?:-[QH](\d))?)?", text)
    assert found, "a date that this test cannot read: " + text
    year, first, last = int(found[1]), 1, 12
    if found[2]:
        first, last = int(found[2]), int(found[3] or found[2])
    elif found[4]:
        width = {"Q": 3, "H": 6}[found[4]]
        first, last = width * int(found[5]) - width + 1, width * int(found[6] or found[5])
    return datetime.date(year, first, 1), month_end(year, last)


def is_months(period, count):
    """Exactly that many whole calendar months?"""
    first, last = period
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return first.day == 1 and last == month_end(last.year, last.month) and months == count
