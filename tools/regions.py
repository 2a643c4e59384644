#!/usr/bin/env python3
"""Write src/event/region.def from two CSV files.

    tools/regions.py region.csv region_history.csv > src/event/region.def

region.csv          code,name,level,parent: the codes in use, down to prefectures
region_history.csv  code,name,first_revision,last_revision,gone_by_revision: every code of the published revisions
"""
import csv
import sys

HEAD = """\
/* Places of GB/T 2260, down to prefectures. REGION(code, name, standing), rising by code.
 * TODAY: in force · GONE: in an earlier revision only · HEADING: a line that gathers counties, no place of its own.
 * Written by tools/regions.py; do not edit.
 *
 * Codes in force: the project Administrative-divisions-of-China by modood on GitHub, commit 57a0aa9cef47 (2024-11-28),
 * licence WTFPL 2; 710000, 810000 and 820000 from GB2260 below.
 * Codes that are gone: the project GB2260 by cn on GitHub, commit 1173e8b57b1a (2022-09-20), revisions 198012 to 201904
 * of the lists that the Ministry of Civil Affairs published; it has no licence file and asks those who build on it for
 * MIT, BSD or WTFPL. */
"""


def is_heading(name):
    return name in ("市辖区", "县") or "直辖县级" in name


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(today_path, history_path):
    place = {"100000": ("全国", "TODAY")}
    for row in sorted(read(history_path), key=lambda row: (row["code"], row["last_revision"])):
        place[row["code"]] = (row["name"], "GONE")  # of several names the last one stays
    for row in read(today_path):
        place[row["code"]] = (row["name"], "HEADING" if is_heading(row["name"]) else "TODAY")
    print(HEAD, end="")
    for code, (name, standing) in sorted(place.items()):
        if len(code) != 6 or not code.isdigit() or '"' in name or "\\" in name:
            sys.exit(f"regions: cannot use code {code}, name {name}")
        print(f'REGION({code}, "{name}", {standing})')


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
