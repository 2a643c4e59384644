#!/usr/bin/python3
"""Every claim of irr_solve and irr_solve_batch on random series against all roots at 50 digits.

irr_roots.py [SERIES [SEED]]     10,000 series unless said; needs python3-mpmath and gcc

All roots are found by Rolle's chain: with the first exponent factored out, the derivative of a sum of n exponentials is a
sum of n − 1; between the roots of the derivative the sum is monotone, and signs at their ends decide. Nothing of src/ is
used for it. Prints counts; exit status 1 when a proven number of roots is wrong or a root lies outside its bound."""
import pathlib
import random
import subprocess
import sys
import tempfile

import mpmath as mp

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
mp.mp.dps = 50
LIMIT = mp.mpf(40)  # |x|: e^40 − 1 is beyond any rate that is printed


def value(terms, x):
    return mp.fsum(a * mp.exp(-t * x) for t, a in terms)


def bisect(terms, low, high):
    sign = mp.sign(value(terms, low))
    for _ in range(60):
        middle = (low + high) / 2
        if mp.sign(value(terms, middle)) == sign:
            low = middle
        else:
            high = middle
    return mp.findroot(lambda x: value(terms, x), (low, high), solver="anderson", tol=mp.mpf(10) ** -80, verify=False)


def all_roots(terms):
    """Roots within ±LIMIT; terms: (years, amount), years rising from 0."""
    if len(terms) < 2:
        return []
    lower = [(t - terms[1][0], -t * a) for t, a in terms[1:]]
    ends = [-LIMIT] + all_roots(lower) + [LIMIT]
    roots = []
    for low, high in zip(ends, ends[1:]):
        if mp.sign(value(terms, low)) * mp.sign(value(terms, high)) < 0:
            roots.append(bisect(terms, low, high))
    return roots


def series(rng, number):
    kind, count = number % 4, rng.randint(3, 12)
    days, at = [], rng.randint(9000, 15000)
    for _ in range(count):
        days.append(at)
        at += rng.randint(1, 900 if number % 7 else 9)
    flows = []
    for i in range(count):
        out = i == 0 or (i < count * 0.4 and rng.random() < 0.8) if kind < 2 else rng.random() < 0.5
        out = out or (kind == 1 and i == count - 1)
        size = int(10 ** rng.uniform(4, 6 if kind < 3 else 10))
        flows.append((days[i], -size if out else size))
    return flows


def build(folder):
    rooms = [path for room in ("returns", "money", "base") for path in sorted((ROOT / "src" / room).glob("*.c"))]
    program = pathlib.Path(folder) / "irr_dump"
    subprocess.run(["gcc", "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-O2", "-ffp-contract=off", f"-I{ROOT}/src",
                    "-o", program, ROOT / "tests" / "long" / "irr_dump.c", *rooms, "-lsodium", "-lm", "-pthread"],
                   check=True)
    return program


def judge_batch(words, want):
    """The batch: as many roots as it says, none or one or more, and of them the one nearest to 0 in ln(1 + r)."""
    reason, proven, unique = (int(word) for word in words[:3])
    if not proven:
        return ""
    if (reason == 5) != (not want) or (want and unique != (len(want) == 1)):
        return f"batch: reason {reason}, unique {unique}, {len(want)} there"
    if reason != 0:
        return ""
    rate, error = mp.mpf(words[3]), mp.mpf(words[4])
    nearest = min(want, key=lambda root: abs(mp.log1p(root)))
    twin = [root for root in want if abs(abs(mp.log1p(root)) - abs(mp.log1p(nearest))) < 1e-9]
    if all(abs(rate - root) > error for root in [nearest, *twin]):
        return f"batch: {rate} is {mp.nstr(abs(rate - nearest), 3)} off, bound {mp.nstr(error, 3)}"
    return ""


def judge(flows, line, counts):
    line, batch = line.split("|")
    words = line.split()
    reason, proven = int(words[0]), words[2] == "1"
    got = [(mp.mpf(words[i]), mp.mpf(words[i + 1])) for i in range(3, len(words), 2)]
    if not proven:
        counts["undecided" if reason == 6 else "no rate asked"] += 1
        return ""
    first = flows[0][0]
    want = [mp.expm1(x) for x in all_roots([(mp.mpf(day - first) / 365, mp.mpf(amount)) for day, amount in flows])]
    if any(mp.isinf(rate) or rate > mp.expm1(LIMIT - 1) or rate < mp.expm1(-LIMIT + 4) for rate, _ in got):
        counts["beyond the range of the check"] += 1
        return ""
    counts["unique" if len(got) == 1 else "none" if not got else "several"] += 1
    if len(got) != len(want):
        return f"{len(got)} roots claimed, {len(want)} there"
    for (rate, error), root in zip(got, want):
        if abs(rate - root) > error:
            return f"{rate} is {mp.nstr(abs(rate - root), 3)} off, bound {mp.nstr(error, 3)}"
    return judge_batch(batch.split(), want)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20261123)
    asked = [series(rng, number) for number in range(count)]
    counts = dict.fromkeys(("unique", "several", "none", "undecided", "no rate asked", "beyond the range of the check"), 0)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        text = "".join(" ".join(f"{day}:{amount}" for day, amount in flows) + "\n" for flows in asked)
        lines = subprocess.run([build(folder)], input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    for flows, line in zip(asked, lines, strict=True):
        problem = judge(flows, line, counts)
        if problem:
            wrong.append(f"{problem}: {flows} -> {line}")
    print("\n".join(wrong[:20]))
    print(f"{count} series at 50 digits: " + ", ".join(f"{v} {k}" for k, v in counts.items()) + f"; {len(wrong)} wrong")
    return 1 if wrong else 0


sys.exit(main())
