#!/usr/bin/python3
"""One book, one hash: gcc and clang, -O0 and -O2 must fold the same journal to the same book_hash. Prints TAP.

A book is made by build/weir through the demo (or given as argument); each variant in build-x-… runs `verify` on a copy
of it and `export`, and must print what build/weir prints, byte for byte.
hash_check.py [BOOK]
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
VARIANTS = [("gcc", "0"), ("gcc", "2"), ("clang", "0"), ("clang", "2")]


def words_of(binary, book, command):
    done = subprocess.run([str(binary), command, str(book)], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode, done.stdout


def make_book(folder):
    book = pathlib.Path(folder) / "demo.weir"
    done = subprocess.run(["examples/ai-clusters/demo.sh", "build/weir", str(book)], cwd=ROOT, capture_output=True)
    if done.returncode != 0 or not book.is_file():
        sys.exit("Bail out! the demo did not make a book: " + done.stderr.decode("utf-8", "replace")[-500:])
    return book


def main():
    failed = 0
    with tempfile.TemporaryDirectory(prefix="weir-hash-") as folder:
        book = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else make_book(folder)
        expected = [words_of(ROOT / "build" / "weir", book, command) for command in ("verify", "export")]
        print(f"1..{len(VARIANTS)}")
        for number, (compiler, level) in enumerate(VARIANTS, 1):
            build = f"build-x-{compiler}-O{level}"
            done = subprocess.run(["tools/build.sh", build, f"-Doptimization={level}", "weir"], cwd=ROOT,
                                  env=dict(os.environ, CC=compiler), stdin=subprocess.DEVNULL, capture_output=True)
            copy = pathlib.Path(folder) / f"{build}.weir"
            shutil.copyfile(book, copy)
            found = [words_of(ROOT / build / "weir", copy, command) for command in ("verify", "export")]
            hashes = re.findall(rb"[0-9a-f]{64}", found[0][1])
            # the copy's name may be part of what verify says
            same = [(status, words.replace(str(copy).encode(), str(book).encode())
                     .replace(copy.name.encode(), book.name.encode())) for status, words in found] == expected
            good = done.returncode == 0 and found[0][0] == 0 and hashes and same
            failed += not good
            print(f"{'ok' if good else 'not ok'} {number} - {compiler} -O{level} folds to the same hash")
            if not good:
                print("# " + (done.stdout + done.stderr + found[0][1]).decode("utf-8", "replace")[-2000:]
                      .replace("\n", "\n# "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
