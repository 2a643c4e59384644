#!/usr/bin/python3
"""A full disk, a file and a folder that may only be read, another writer, a clock that goes back.

The work is build/tests/fault/fault_world (tests/fault/world.c)."""
import os
import pathlib
import sys

PROGRAM = pathlib.Path(os.environ.get("WEIR_BUILD", "build")) / "tests" / "fault" / "fault_world"

if not PROGRAM.is_file():
    print(f"not ok 1 - {PROGRAM.name} is not built\n1..1")
    sys.exit(1)
os.execv(PROGRAM, [str(PROGRAM)])
