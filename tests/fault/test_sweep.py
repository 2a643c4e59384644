#!/usr/bin/python3
# time-limit: 900
"""Every I/O call, every growth of an arena and every allocation of SQLite fails once, and from then on.

Of the allocations each 13th, with WEIR_LONG=1 all. The work is build/tests/fault/fault_sweep (tests/fault/sweep.c)."""
import os
import pathlib
import sys

LONG = os.environ.get("WEIR_LONG") == "1"
PROGRAM = pathlib.Path(os.environ.get("WEIR_BUILD", "build")) / "tests" / "fault" / "fault_sweep"

if not PROGRAM.is_file():
    print(f"not ok 1 - {PROGRAM.name} is not built\n1..1")
    sys.exit(1)
os.execv(PROGRAM, [str(PROGRAM)] + (["all"] if LONG else []))
