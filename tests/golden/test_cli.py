#!/usr/bin/env python3
"""The command line as people see it: every case of cases/*.txt, over a small fixed book and the real example's (TAP).

A case:   $ command          run by bash in a folder that has fixed.weir and demo.weir; `weir` is the binary
          | line             of standard output
          ! line             of standard error
          = 3                exit status, when it is not 0
Lines that begin with # and empty lines between cases are for the reader. <BOM> and <CR> stand for these bytes; a last
line that does not end is followed by `\\`. GOLDEN=update rewrites what was printed; read the difference.
A case never changes the two books: what is written goes into a book of its own.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import golden  # noqa: E402


def visible(text, sign):
    """Printed text as lines of a case."""
    text = text.replace("\ufeff", "<BOM>").replace("\r", "<CR>")
    if not text:
        return []
    lines = [(sign + " " + line).rstrip(" ") if line == "" else sign + " " + line for line in text.split("\n")]
    return lines[:-1] if text.endswith("\n") else lines + ["\\"]


def run(command, folder, path):
    env = dict(golden.environment(), PATH=path)
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=env, capture_output=True, timeout=60,
                          stdin=subprocess.DEVNULL)
    found = visible(done.stdout.decode("utf-8", "backslashreplace"), "|")
    found += visible(done.stderr.decode("utf-8", "backslashreplace"), "!")
    return found + (["= %d" % done.returncode] if done.returncode else [])


def parse(text):
    """[comment lines, command, expected lines] of each case; what follows the last case belongs to no case."""
    cases, before, expected = [], [], None
    for line in text.splitlines():
        if line.startswith("$ "):
            expected = []
            cases.append((before, line[2:], expected))
            before = []
        elif line[:1] in ("|", "!", "=", "\\") and expected is not None:
            expected.append(line)
        elif line == "" or line.startswith("#"):
            before.append(line)
        else:
            sys.exit("cannot understand this line of a case: " + line)
    return cases, before


def check(tap, path, folder, search):
    cases, rest = parse(path.read_text(encoding="utf-8"))
    lines = []
    for before, command, expected in cases:
        found = run(command, folder, search)
        same = golden.mask("\n".join(expected)) == golden.mask("\n".join(found))
        lines += before + ["$ " + command] + (expected if same else [golden.mask(line) for line in found])
        if golden.UPDATE:
            tap.ok(True, "%s: %s (%s)" % (path.stem, command, "same" if same else "rewritten"))
        else:
            tap.same("\n".join(expected), "\n".join(found), "%s: %s" % (path.stem, command))
    tap.ok(len(cases) > 0, "%s: has cases" % path.stem)
    if golden.UPDATE:
        path.write_text("\n".join(lines + rest) + "\n", encoding="utf-8")


def main():
    tap = golden.Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        search = golden.link_weir(folder)
        golden.make_fixed(folder / "fixed.weir")
        golden.make_demo(folder / "demo.weir")
        heads = [golden.weir("verify", str(folder / book)).stdout for book in ("fixed.weir", "demo.weir")]
        for path in sorted((golden.HERE / "cases").glob("*.txt")):
            check(tap, path, folder, search)
        tap.ok(heads == [golden.weir("verify", str(folder / book)).stdout for book in ("fixed.weir", "demo.weir")],
               "no case changed the books")
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
