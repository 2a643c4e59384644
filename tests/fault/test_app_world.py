#!/usr/bin/python3
# time-limit: 900
"""Power cuts while a snapshot is written; a full disk, a read-only folder and a clock that goes back, under a whole book.

60 cuts; 300 with WEIR_LONG=1. The work is build/tests/fault/fault_app_world (tests/fault/app_world.c)."""
import os
import pathlib
import sys

LONG = os.environ.get("WEIR_LONG") == "1"
PROGRAM = pathlib.Path(os.environ.get("WEIR_BUILD", "build")) / "tests" / "fault" / "fault_app_world"

if not PROGRAM.is_file():
    print(f"not ok 1 - {PROGRAM.name} is not built\n1..1")
    sys.exit(1)
os.execv(PROGRAM, [str(PROGRAM)] + (["300"] if LONG else []))
