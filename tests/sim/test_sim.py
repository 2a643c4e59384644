#!/usr/bin/python3
# time-limit: 3000
"""build/weir-sim with the seeds 1 to 20 (WEIR_LONG=1: to 200, longer runs): many users, restarts, power cuts, failing
disks, full disks, exhausted memory, harmed snapshots, rows that come between and clocks that go back, in one process; tests/sim/sim.h says what is checked."""
import os
import pathlib
import re
import subprocess
import sys

LONG = os.environ.get("WEIR_LONG") == "1"
PROGRAM = pathlib.Path(os.environ.get("WEIR_BUILD", "build")) / "weir-sim"
SEEDS, STEPS = (200, 600) if LONG else (20, 150)
TOLD = re.compile(r"seed \d+: (\d+) entries, (\d+) refused, (\d+) faults, (\d+) cuts, (\d+) restarts, (\d+) unknown "
                  r"\((\d+) stored\), (\d+) comparisons, (\d+) harmed snapshots, (\d+) heads moved, (\d+) seals")

if not PROGRAM.is_file():
    print(f"not ok 1 - {PROGRAM.name} is not built\n1..1")
    sys.exit(1)
total, number = [0] * 11, 0
for seed in range(1, SEEDS + 1):
    run = subprocess.run([PROGRAM, str(seed), str(STEPS)], capture_output=True, text=True)
    told = TOLD.search(run.stdout)
    number += 1
    print(f"{'ok' if run.returncode == 0 and told else 'not ok'} {number} - seed {seed}: "
          f"{(run.stdout + run.stderr).strip().splitlines()[-1] if run.stdout + run.stderr else 'nothing said'}")
    if told:
        total = [a + int(b) for a, b in zip(total, told.groups())]
    else:
        print("#", run.stdout[-1500:].replace("\n", "\n# "), run.stderr[-1500:].replace("\n", "\n# "))
# and it sees a loss where there is one: the same with synchronous=NORMAL beneath the journal
weak = [subprocess.run([PROGRAM, str(seed), "200", "weak"], capture_output=True, text=True) for seed in range(1, 9)]
number += 1
losses = sum(run.returncode == 1 and "acknowledged" in run.stdout for run in weak)
print(f"{'ok' if losses >= 2 else 'not ok'} {number} - a weaker journal is caught: {losses} of {len(weak)} runs")
# a simulation in which nothing happens would prove nothing
for what, found in zip(("entries", "refused", "faults", "cuts", "restarts", "unknown", "stored unknowingly", "comparisons",
                        "snapshots harmed at a restart", "heads moved under an import", "seals"),
                       total):
    number += 1
    print(f"{'ok' if found >= 1 else 'not ok'} {number} - {what}: {found}")
print(f"1..{number}")
