#!/usr/bin/python3
# time-limit: 900
"""Under what people do through weir.h every growth of an arena, every call to the disk and every system call fails.

Of the arenas each 11th growth beyond the 40th, with WEIR_LONG=1 all. The work is build/tests/fault/fault_app_sweep (tests/fault/app_sweep.c)."""
import os
import pathlib
import sys

LONG = os.environ.get("WEIR_LONG") == "1"
PROGRAM = pathlib.Path(os.environ.get("WEIR_BUILD", "build")) / "tests" / "fault" / "fault_app_sweep"

if not PROGRAM.is_file():
    print(f"not ok 1 - {PROGRAM.name} is not built\n1..1")
    sys.exit(1)
os.execv(PROGRAM, [str(PROGRAM)] + (["all"] if LONG else []))
