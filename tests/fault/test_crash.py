#!/usr/bin/python3
# time-limit: 900
"""Power cuts at points spread over all that the journal does, and what is left: nothing lost, nothing damaged.

60 cuts in each phase; 250 with WEIR_LONG=1. The work is build/tests/fault/fault_crash (tests/fault/crash.c)."""
import os
import pathlib
import sys

LONG = os.environ.get("WEIR_LONG") == "1"
PROGRAM = pathlib.Path(os.environ.get("WEIR_BUILD", "build")) / "tests" / "fault" / "fault_crash"

if not PROGRAM.is_file():
    print(f"not ok 1 - {PROGRAM.name} is not built\n1..1")
    sys.exit(1)
os.execv(PROGRAM, [str(PROGRAM)] + (["250" if LONG else "60"]))
