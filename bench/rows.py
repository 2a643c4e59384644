#!/usr/bin/env python3
"""rows.py DIRECTORY ROWS [ledger]: CSV files of a synthetic book: parties of 3,000 funds, commitments, then ROWS
contributions, every id and amount from the row number alone, so that two runs write the same bytes. With `ledger` the
same flows also as a journal of ledger-cli."""
import os
import sys

FUNDS, INVESTORS = 3000, 300


def main(directory, rows):
    os.makedirs(directory, exist_ok=True)
    pairs = [(i, f) for f in range(FUNDS) for i in range(f % 29, INVESTORS, 29)]
    with open(os.path.join(directory, "1-parties.csv"), "w", encoding="utf-8") as out:
        out.write("id,name,class\n")
        for f in range(FUNDS):
            out.write("f%d,合成基金%d号,sub_fund\n" % (f, f))
        for i in range(INVESTORS):
            out.write("i%d,合成出资人%d,soe\n" % (i, i))
    with open(os.path.join(directory, "2-commitments.csv"), "w", encoding="utf-8") as out:
        out.write("投资人,fund,amount(亿元),date\n".replace("投资人", "investor"))
        for i, f in pairs:
            out.write("i%d,f%d,900000,2004-01-01\n" % (i, f))
    with open(os.path.join(directory, "3-contributions.csv"), "w", encoding="utf-8") as out:
        out.write("investor,fund,amount(元),date\n")
        for i, f, yuan, fen, day in flows(pairs, rows):
            out.write("i%d,f%d,%d.%02d,%s\n" % (i, f, yuan, fen, day))


def flows(pairs, rows):
    """Investor, fund, yuan, fen, day of each contribution, days rising."""
    for n in range(rows):
        i, f = pairs[n * 7919 % len(pairs)]
        day = n * 7000 // rows
        yield i, f, 1000 + n * 104729 % 90000000, n % 100, "%04d-%02d-%02d" % (2004 + day // 336, 1 + day % 336 // 28,
                                                                             1 + day % 28)


def write_ledger(directory, rows):
    pairs = [(i, f) for f in range(FUNDS) for i in range(f % 29, INVESTORS, 29)]
    with open(os.path.join(directory, "flows.ledger"), "w", encoding="utf-8") as out:
        for i, f, yuan, fen, day in flows(pairs, rows):
            out.write("%s contribution\n    f%d:i%d:paid  %d.%02d CNY\n    f%d:i%d:unfunded\n\n" % (
                day.replace("-", "/"), f, i, yuan, fen, f, i))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]))
    if sys.argv[3:] == ["ledger"]:
        write_ledger(sys.argv[1], int(sys.argv[2]))
