"""Reading back what a terminal table prints: cells by display width, numbers by their unit."""
import re
import unicodedata
from fractions import Fraction

from algebra import UNITS

STEPS = {"亿": 10 ** 8, "万": 10 ** 4}


def width(char):
    return 2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1


def cut(line, starts):
    """The line's cells; starts = display columns at which they begin."""
    cells, at = ["" for _ in starts], 0
    for char in line:
        column = sum(1 for start in starts if start <= at) - 1
        cells[column] += char
        at += width(char)
    return [cell.strip() for cell in cells]


def rows(text):
    """[[cell, …], …] of the one table in what `show` printed."""
    lines = text.splitlines()
    rule = next((i for i, line in enumerate(lines) if re.fullmatch(r"─+(  ─+)*", line)), None)
    if rule is None:
        return []
    starts, at = [], 0
    for run in lines[rule].split("  "):
        starts.append(at)
        at += len(run) + 2
    body = []
    for line in lines[rule + 1:]:
        if not line.strip():
            break
        body.append(cut(line, starts))
    return body


def numbers(cell, unit, show_unit):
    """The numbers of a cell in least parts. A cell that names no unit is in the one that was asked for."""
    body = re.sub(r"[((]\d+\s*未知[))]", "", cell)
    word = re.sub(r"[\d,.\s\[\]()≥≤≈><~-]|至多|不到|未知|近|约|超|不低于|不足", "", body)
    step = 1
    if unit == "CNY":
        step = next((STEPS[c] for c in (word or show_unit) if c in STEPS), 1)
    return [Fraction(n.replace(",", "")) * step * 10 ** UNITS[unit][0] for n in
            re.findall(r"-?\d[\d,]*(?:\.\d+)?", body.replace("%(同比)", ""))]


def says(cell, x, unit, qualifier, show_unit):
    """Does a printed cell say this interval?"""
    if x.lo in (0, None) and x.hi is None:
        wanted = [[], [0]] if x.lo == 0 else [[]]
    elif qualifier == "about":
        wanted = [[Fraction(x.lo + x.hi, 2)]]
    elif x.hi is None or x.lo == x.hi:
        wanted = [[x.lo]]
    elif qualifier == "nearly" or x.lo is None:
        wanted = [[x.hi]]
    else:
        wanted = [[x.lo, x.hi]] + ([[x.hi]] if x.lo == 0 else [])
    counted = re.search(r"(\d+)\s*未知", cell)
    told = int(counted[1]) if counted else None
    return numbers(cell, unit, show_unit) in wanted and (told is None or told == x.unknown)
