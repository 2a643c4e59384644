#!/usr/bin/python3
"""Mutants by rule: does a test notice when one operator of src/book is wrong?

Rules, one place at a time: < and <=, > and >=, == and != change places; binary + and -, += and -=; && and ||; !x loses
its !. Comments, strings, preprocessor lines and CHECK(...) are passed over. Only the mutated file is compiled; it is linked
before an archive of everything else, so that its symbols win. The unit tests of the room run first, those named after the
file before the others; a mutant that lives through them meets the model test (a few books, fixed seeds).

A mutant is killed (a test fails), timed out, does not compile, or survived. Survivors are listed by file and line in
docs/mutants.md: each is a missing test, or a place where both forms mean the same.

mutants.py [--file NAME …] [--limit N] [--jobs N] [--build DIR] [--out FILE] [--no-model] [--list]
  --file   a file of src/book, or any path below src; may be repeated
  --limit  every so-manyth mutant only, so that at most N are tried
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROOM = "src/book"
SWAP = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+", "+=": "-=", "-=": "+=",
        "&&": "||", "||": "&&", "!": ""}
FLAGS = ["-std=c17", "-D_POSIX_C_SOURCE=200809L", "-O1", "-w", "-ffp-contract=off", "-Isrc", "-Iinclude", "-Itests/unit"]
LIBRARIES = ["-lsqlite3", "-ljansson", "-lcsv", "-lsodium", "-lm"]
UNIT_SECONDS, MODEL_SECONDS, MODEL_LINES = 10, 60, 440
TOKEN = re.compile(r"""
    (?P<skip>/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<word>[A-Za-z_]\w*|\d[\w.]*)
  | (?P<op><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^!<>=~?:;,.(){}\[\]])
""", re.X | re.S | re.M)
VALUE_WORDS_NOT = {"return", "case", "sizeof", "else", "do", "in"}


class Mutant:
    def __init__(self, path, text, at, old):
        self.path, self.at, self.old, self.new = path, at, old, SWAP[old]
        self.line = text.count("\n", 0, at) + 1
        self.source = text.splitlines()[self.line - 1].strip()
        self.text = text[:at] + self.new + text[at + len(old):]
        self.fate, self.by = "", ""

    def name(self):
        return f"{self.path}:{self.line}: {self.old} → {self.new or 'nothing'}"


def is_value(token):
    """Can a binary operator stand behind this token?"""
    return token in (")", "]") or (token[:1].isalnum() or token[:1] == "_") and token not in VALUE_WORDS_NOT


def mutants_of(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    found, before, depth_of_check, depth = [], "", None, 0
    for m in TOKEN.finditer(text):
        if m["skip"] is not None:
            before = '"' if m["skip"][:1] in "\"'" else before
            continue
        token = m.group()
        if token in ("CHECK", "DCHECK") and depth_of_check is None:
            depth_of_check = depth
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
            if depth == depth_of_check:
                depth_of_check = None
        is_sign = token in ("+", "-") and not is_value(before)
        if token in SWAP and depth_of_check is None and not is_sign:
            found.append(Mutant(path, text, m.start(), token))
        before = token
    return found


# ---- building ----

SNAPSHOT = [ROOT]  # where everything is built and run: a copy, so that nobody's editing falsifies a long run


def run(command, seconds=300, **how):
    try:
        done = subprocess.run(command, cwd=SNAPSHOT[0], capture_output=True, timeout=seconds, check=False, **how)
        return done.returncode, (done.stdout + done.stderr).decode(errors="replace")
    except subprocess.TimeoutExpired:
        return None, ""


def must(command):
    status, output = run(command)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{output[-3000:]}")


def compile_to(source, target):
    return run(["cc", *FLAGS, "-c", str(source), "-o", str(target)])


class Workshop:
    """Everything compiled once, and what it takes to try one mutant."""

    def __init__(self, folder, jobs, with_model):
        self.folder, self.with_model = pathlib.Path(folder), with_model
        shutil.rmtree(self.folder, ignore_errors=True)
        tree = self.folder / "tree"
        for part in ("src", "include", "tests"):
            shutil.copytree(ROOT / part, tree / part)
        SNAPSHOT[0] = tree
        version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
        (self.folder / "weir_version.h").write_text(f'#define WEIR_VERSION "{version}"\n', encoding="utf-8")
        FLAGS.append(f"-I{self.folder}")
        sources = [p for p in sorted((tree / "src").rglob("*.c")) if p.name != "main.c"]
        tests = sorted((tree / "tests/unit").glob("*.c"))
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            objects = list(pool.map(self.compile_one, sources + [p for p in tests if not p.name.startswith("test_")]))
            self.tests = list(pool.map(self.compile_one, [p for p in tests if p.name.startswith(f"test_{pathlib.Path(ROOM).name}_")]))
        self.rest = self.folder / "rest.a"
        must(["ar", "rcs", str(self.rest), *map(str, objects)])
        self.main = self.compile_one(tree / "src/face/cli/main.c") if with_model else None

    def compile_one(self, path):
        target = self.folder / (str(path.relative_to(SNAPSHOT[0])).replace("/", "-")[:-2] + ".o")
        must(["cc", *FLAGS, "-c", str(path), "-o", str(target)])
        return target

    def link(self, first, mutated, target, more=()):
        return run(["cc", str(first), *mutated, str(self.rest), *LIBRARIES, *more, "-o", str(target)])

    def judge(self, mutated, place, stem):
        """(fate, by whom) of the program with these objects in front."""
        order = sorted(self.tests, key=lambda t: (stem not in t.stem, t.stem))
        for test in order:
            program = place / "unit"
            status, output = self.link(test, mutated, program, ["-lcmocka"])
            if status != 0:
                return "does not link", output[-300:]
            status, _ = run([str(program)], UNIT_SECONDS, env={**os.environ, "ASAN_OPTIONS": "allow_user_segv_handler=0"})
            if status != 0:
                return ("timed out" if status is None else "killed"), test.stem.replace("tests-unit-", "")
        return self.judge_by_model(mutated, place) if self.with_model else ("survived", "")

    def judge_by_model(self, mutated, place):
        program = place / "weir"
        status, output = self.link(self.main, mutated, program)
        if status != 0:
            return "does not link", output[-300:]
        command = [sys.executable, "tests/model/test_model.py", "--no-shrink", "--lines", str(MODEL_LINES), "--seed", "1"]
        status, _ = run(command, MODEL_SECONDS, env={**os.environ, "WEIR": str(program), "WEIR_LONG": "", "TMPDIR": str(place)})
        if status == 0:
            return "survived", ""
        return ("timed out" if status is None else "killed"), "test_model"

    def try_mutant(self, mutant):
        place = self.folder / f"try-{threading.get_ident()}"
        place.mkdir(exist_ok=True)
        source = place / pathlib.Path(mutant.path).name
        source.write_text(mutant.text, encoding="utf-8")
        changed = place / "mutated.o"
        status, _ = run(["cc", *FLAGS, f"-I{pathlib.Path(mutant.path).parent}", "-c", str(source), "-o", str(changed)])
        if status != 0:
            mutant.fate = "does not compile"
        else:
            mutant.fate, mutant.by = self.judge([str(changed)], place, pathlib.Path(mutant.path).stem)
        return mutant


# ---- telling ----


FATES = ("killed", "timed out", "does not compile", "does not link", "survived")


def table(mutants):
    lines = ["| file | mutants | " + " | ".join(FATES) + " |", "| --- " * (len(FATES) + 2) + "|"]
    for path in [*sorted({m.path for m in mutants}), None]:
        of = [m for m in mutants if path in (None, m.path)]
        counts = [sum(m.fate == f for m in of) for f in FATES]
        lines.append(f"| {path or 'all'} | {len(of)} | " + " | ".join(map(str, counts)) + " |")
    return lines


def by_whom(mutants):
    counts = {}
    for m in mutants:
        if m.by and m.fate in ("killed", "timed out"):
            counts[m.by] = counts.get(m.by, 0) + 1
    return [f"- {n} by {who}" for who, n in sorted(counts.items(), key=lambda x: (-x[1], x[0]))]


def report(mutants, how):
    lines = ["# Mutants", "", "Written by tools/mutants.py; its head says by which rules. Each survivor is a missing test, or a",
             "place where both forms mean the same: read the line before writing a test.", "", how, "", *table(mutants), "",
             "Noticed first:", *by_whom(mutants), "", "## Survivors", ""]
    alive = [m for m in mutants if m.fate == "survived"]
    if not alive:
        return "\n".join([*lines, "None."]) + "\n"
    lines += ["| where | mutation | line |", "| --- | --- | --- |"]
    for m in alive:
        shown = m.source.replace("|", "\\|")
        lines.append(f"| {m.path}:{m.line} | `{m.old}` → `{m.new or ' '}` | `{shown}` |".replace("`||`", "`\\|\\|`").replace("→ `||`", "→ `\\|\\|`"))
    return "\n".join(lines) + "\n"


def choose(options):
    paths = [f if f.startswith("src/") else f"{ROOM}/{f}" for f in options.file]
    paths = paths or [str(p.relative_to(ROOT)) for p in sorted((ROOT / ROOM).glob("*.c"))]
    every = [m for p in paths for m in mutants_of(p)]
    step = max(1, -(-len(every) // options.limit)) if options.limit else 1
    how = f"{len(every)} mutants of {', '.join(paths)}" + (f"; one in {step} was tried." if step > 1 else "; all were tried.")
    return every[::step], how


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--file", action="append", default=[])
    ask.add_argument("--limit", type=int, default=0)
    ask.add_argument("--jobs", type=int, default=2)
    ask.add_argument("--build", default=str(ROOT / "build" / "mutants"))
    ask.add_argument("--out", default=str(ROOT / "docs" / "mutants.md"))
    ask.add_argument("--no-model", action="store_true")
    ask.add_argument("--list", action="store_true")
    options = ask.parse_args()
    mutants, how = choose(options)
    if options.list:
        print("\n".join(f"{m.name()}    {m.source}" for m in mutants))
        return 0
    shop = Workshop(pathlib.Path(options.build).resolve(), options.jobs, not options.no_model)
    (shop.folder / "none").mkdir()
    fate, by = shop.judge([], shop.folder / "none", "")
    if fate != "survived":
        sys.exit(f"the tests fail without a mutant: {fate} {by}")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for i, m in enumerate(pool.map(shop.try_mutant, mutants), 1):
            print(f"{i}/{len(mutants)} {m.fate:<16} {m.name()} {m.by}", flush=True)
    pathlib.Path(options.out).write_text(report(mutants, how), encoding="utf-8")
    alive = sum(m.fate == "survived" for m in mutants)
    print(f"{len(mutants)} mutants, {alive} survived: {os.path.relpath(options.out, ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
