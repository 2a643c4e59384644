#!/usr/bin/python3
"""Print the .c files of a folder for meson, relative to the meson.build that asks.

sources.py FOLDER [PREFIX]   src/<room>: file names (main.c is the program's, not the room's)
                             tests/<kind>: <kind>/<file>, only those that start with PREFIX
sources.py --all             every file that a build depends on being listed (for tools/build.sh)
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main(args):
    if args == ["--all"]:
        for top in ("src", "tests/unit", "tests/fuzz"):
            for path in sorted((ROOT / top).rglob("*.c")):
                print(path.relative_to(ROOT))
        return
    folder = pathlib.Path(args[0])
    prefix = args[1] if len(args) > 1 else ""
    for path in sorted((ROOT / folder).glob(prefix + "*.c")):
        if folder.parts[0] == "tests":
            print(f"{folder.name}/{path.name}")
        elif path.name != "main.c":
            print(path.name)


main(sys.argv[1:])
