#!/usr/bin/python3
# time-limit: 900
"""Two writers and one reader on one file: a program holds the book open, a second imports 200,000 rows (in CI as well),
a third posts 50 entries a second. The chain is valid, every acknowledged post stands where it was said to stand, the
import is there as a whole, and the open program's book equals a fresh fold."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(os.environ.get("WEIR_BUILD", "build"))
WEIR = os.environ.get("WEIR", str(BUILD / "weir"))
WRITER = BUILD / "tests" / "writers" / "writer"
ROWS, POSTS, PER_SECOND = 200_000, 400, 50
number = 0


def say(ok, what, detail=""):
    global number
    number += 1
    print(f"{'ok' if ok else 'not ok'} {number} - {what}" + (f": {detail}" if detail else ""), flush=True)


def weir(*words):
    return subprocess.run([WEIR, *map(str, words), "--lang", "en"], capture_output=True, text=True)


def write_rows(folder):
    """Thirty investors in a hundred funds; contributions day after day."""
    parties, commitments, flows = folder / "parties.csv", folder / "commitments.csv", folder / "flows.csv"
    with open(parties, "w") as out:
        out.write("id,name,class\n")
        out.writelines(f"i{n},合成出资人{n},soe\n" for n in range(30))
        out.writelines(f"f{n},合成基金{n},sub_fund\n" for n in range(100))
    with open(commitments, "w") as out:
        out.write("investor,fund,amount(亿元),date\n")
        out.writelines(f"i{i},f{f},900000,2004-01-01\n" for i in range(30) for f in range(100))
    with open(flows, "w") as out:
        out.write("investor,fund,amount(元),date\n")
        out.writelines(f"i{n % 30},f{n // 30 % 100},{1000 + n % 977}.{n % 100:02d},20{5 + n * 18 // ROWS:02d}-"
                       f"{1 + n // 28 % 12:02d}-{1 + n % 28:02d}\n" for n in range(ROWS))
    return parties, commitments, flows


def head_of(text):
    """sequence, head hash, book hash, as `weir verify` prints them."""
    head = re.search(r"head ([0-9a-f]{64})@(\d+)", text)
    book = re.search(r"book ([0-9a-f]{64})", text)
    return (int(head[2]), head[1], book[1]) if head and book else None


def ask(holder):
    holder.stdin.write("now\n")
    holder.stdin.flush()
    seq, head, facts = holder.stdout.readline().split()
    return int(seq), head, facts


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    book = folder / "city.weir"
    parties, commitments, flows = write_rows(folder)
    weir("init", book)
    made = [weir("import", book, parties, "--kind", "party.registered"),
            weir("import", book, commitments, "--kind", "commitment.signed")]
    say(all(run.returncode == 0 for run in made), "the book begins", (made[0].stderr + made[1].stderr).strip())
    holder = subprocess.Popen([WRITER, "hold", book], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    poster = subprocess.Popen([WRITER, "post", str(book), str(POSTS), str(PER_SECOND)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
    time.sleep(0.5)
    importer = subprocess.Popen([WEIR, "import", str(book), str(flows), "--kind", "contribution.paid"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    seen = []
    while importer.poll() is None:
        seen.append(ask(holder)[0])
        time.sleep(0.25)
    imported = importer.communicate()
    posted, complaints = poster.communicate()
    say(importer.returncode == 0, "the import ends well", (imported[0] + imported[1]).strip().splitlines()[-1][:200])
    say(poster.returncode == 0, "the posts end well", complaints.strip()[:300])
    say(seen == sorted(seen), "the open program only ever sees more", f"{len(seen)} looks, up to {max(seen, default=0)}")
    last = ask(holder)
    holder.communicate()
    acked = re.findall(r"^(post-\d+) (\d+)$", posted, re.M)
    told = re.findall(r"^busy (.*)$", posted, re.M)
    longest = re.search(r"longest (\d+) us", posted)
    say(len(acked) + len(told) == POSTS and len(acked) >= POSTS // 2, "each post is acknowledged or told",
        f"{len(acked)} acknowledged, {len(told)} told to wait, longest {int(longest[1]) / 1e6 if longest else -1:.2f} s")
    verified = weir("verify", book)
    say(verified.returncode == 0, "the chain is valid", (verified.stdout + verified.stderr).strip()[:200])
    say(head_of(verified.stdout) == last, "the open program's book is that of a fresh fold", str(last[0]))
    listed = subprocess.run([WEIR, "export", str(book)], capture_output=True, text=True).stdout
    stored = {found[1]: found[0] for found in re.findall(r'"seq":(\d+),"kind":"party\.registered"[^\n]*?"id":"(post-\d+)"',
                                                         listed)}
    lost = [post for post in acked if stored.get(post[0]) != post[1]]
    say(not lost and len(stored) == len(acked), "every acknowledged post stands where it was said to, and no other",
        f"{len(stored)} stored, {len(lost)} lost {lost[:3]}")
    flows_stored = listed.count('"kind":"contribution.paid"')
    say(flows_stored == ROWS, "the import is there as a whole", str(flows_stored))
    say(last[0] == 1 + 130 + 3000 + ROWS + len(acked), "and nothing else", str(last[0]))
    print(f"1..{number}")


if not WRITER.is_file():
    print(f"not ok 1 - {WRITER.name} is not built\n1..1")
    sys.exit(1)
main()
