#!/usr/bin/env python3
"""rows.py DIRECTORY ROWS [FUNDS]: CSV files of a synthetic book: parties, commitments, then ROWS contributions, every id and
amount from the row number alone, so that two runs write the same bytes."""
import os
import sys

FUNDS, INVESTORS = 300, 300  # unless FUNDS is given


def main(directory, rows, funds=FUNDS):
    os.makedirs(directory, exist_ok=True)
    pairs = [(i, f) for f in range(funds) for i in range(f % 7, INVESTORS, 29)]
    with open(os.path.join(directory, "1-parties.csv"), "w", encoding="utf-8") as out:
        out.write("id,name,class\n")
        for f in range(funds):
            out.write("f%d,合成基金%d号,sub_fund\n" % (f, f))
        for i in range(INVESTORS):
            out.write("i%d,合成出资人%d,soe\n" % (i, i))
    with open(os.path.join(directory, "2-commitments.csv"), "w", encoding="utf-8") as out:
        out.write("投资人,fund,amount(亿元),date\n".replace("投资人", "investor"))
        for i, f in pairs:
            out.write("i%d,f%d,900000,2004-01-01\n" % (i, f))
    with open(os.path.join(directory, "3-contributions.csv"), "w", encoding="utf-8") as out:
        out.write("investor,fund,amount(元),date\n")
        for n in range(rows):
            i, f = pairs[n * 7919 % len(pairs)]
            day = n * 7000 // rows
            out.write("i%d,f%d,%d.%02d,%04d-%02d-%02d\n" % (i, f, 1000 + n * 104729 % 900000000, n % 100, 2004 + day // 336,
                                                     1 + day % 336 // 28, 1 + day % 28))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:]))
