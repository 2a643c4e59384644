#!/usr/bin/python3
"""Rules of the house that no other tool knows: banned calls, sizes, names, blanks, complete tables.

Exit status 1 and one line a finding; silent when there is none. What does not exist yet is not missed.
"""
import re
import sys

from csource import ROOT, SRC, bare, files, line_at, name_of, read, room_of, rows

LINES_MAX, FILES_MAX, README_LINES_MAX = 800, 15, 60
VAGUE = {"util", "utils", "common", "misc", "helper", "helpers", "manager", "stuff"}
BANS = [  # names, where they may stand (path inside src/), what to use instead
    ("malloc calloc realloc free aligned_alloc strdup strndup asprintf", r"base/arena\.c", "memory comes from an arena"),
    ("strcpy strcat sprintf vsprintf gets strtok alloca", r"-", "use buf"),
    ("atoi atol atof strtol strtoul strtoll strtoull strtod strtof sscanf", r"-", "parse with money or base"),
    ("system popen rand srand random srandom", r"-", "no hidden inputs, no shells"),
    ("setlocale", r"-", "text never depends on a locale"),
    ("time gettimeofday clock_gettime localtime localtime_r gmtime gmtime_r mktime getenv",
     r"(app|face)/.*|base/(io|clock)\w*\.c", "clock and environment are read in app, face, base/io, base/clock"),
]
NO_DOUBLE = {"money", "book", "journal"}


def check_bans():
    for path in files("*.c", "*.h", "*.def"):
        text, inner = bare(read(path)), str(path.relative_to(SRC))
        for names, allowed, why in BANS:
            if re.fullmatch(allowed, inner):
                continue
            # a member of that name is not the call; the name alone as an argument is (a function pointer)
            for use in re.finditer(rf"(?<![\w.])(?<!->)({names.replace(' ', '|')})\s*\(", text):
                yield path, line_at(text, use.start()), f"{use[1]}() is banned here: {why}"
            if names.startswith("malloc"):
                for use in re.finditer(r"[(,=]\s*(malloc|calloc|realloc|free)\s*[,);]", text):
                    yield path, line_at(text, use.start()), f"{use[1]} is banned here: {why}"
        if room_of(path) in NO_DOUBLE:
            for use in re.finditer(r"\b(double|float)\b", text):
                yield path, line_at(text, use.start()), f"{use[1]} in {room_of(path)}: amounts are integers"


def check_shapes():
    for path in files("*.c", "*.h"):
        lines = read(path).count("\n")
        if lines > LINES_MAX:
            yield path, LINES_MAX, f"{lines} lines, at most {LINES_MAX}: one noun a file"
    rooms = {}
    for path in files("*.c"):
        rooms.setdefault(path.parent, []).append(path)
    for folder, members in sorted(rooms.items()):
        if len(members) > FILES_MAX:
            yield folder, 1, f"{len(members)} .c files, at most {FILES_MAX} a room"
        readme = folder / "README.md"
        if not readme.is_file():
            yield readme, 1, "every room has a README.md"
        elif read(readme).count("\n") > README_LINES_MAX:
            yield readme, README_LINES_MAX, f"a room's README has at most {README_LINES_MAX} lines"
    for top in ("src", "include", "tests", "tools", "bench", "examples"):
        for path in files("*.c", "*.h", "*.def", "*.py", "*.sh", top=ROOT / top):
            if VAGUE & set(path.stem.lower().split("_")):
                yield path, 1, "the name says nothing: name the file after its noun"
            for number, line in enumerate(read(path).split("\n"), 1):
                if "\t" in line:
                    yield path, number, "tab"
                if line != line.rstrip():
                    yield path, number, "blanks at the end of the line"
                if "\r" in line:
                    yield path, number, "CR: lines end in LF"


def check_errors():
    """Each code: both languages with the same placeholders, and a test that names it."""
    path = SRC / "base" / "errors.def"
    tests = "\n".join(read(file) for file in files("*", top=ROOT / "tests")
                      if file.is_file() and file.suffix in {".c", ".h", ".py", ".txt", ".json", ".jsonl", ".out", ".csv"})
    tested = set(re.findall(r"\bE_[A-Z0-9_]+\b", tests))
    seen = set()
    for line, row in rows(path, "ERR"):
        if len(row) < 7:
            yield path, line, f"{row[0]}: ERR(code, class, exit, zh, en, hint zh, hint en)"
            continue
        name, _, _, zh, en, hint_zh, hint_en = row[:7]
        if name in seen:
            yield path, line, f"{name} stands twice"
        seen.add(name)
        for text, other, what in ((zh, en, "text"), (hint_zh, hint_en, "hint")):
            if not text or not other:
                if what == "text" or text or other:
                    yield path, line, f"{name}: a {what} is missing in one language"
                continue
            if not re.search(r"[\u4e00-\u9fff]", text):
                yield path, line, f"{name}: the zh {what} is not Chinese"
            if not re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", other)):
                yield path, line, f"{name}: the en {what} is not English"
            if set(re.findall(r"\{(\w+)\}", text)) != set(re.findall(r"\{(\w+)\}", other)):
                yield path, line, f"{name}: zh and en {what} use different placeholders"
        if name not in tested:
            yield path, line, f"{name}: no test under tests/ names it"


def check_numbers():
    """Numbers and names that are on disk: each once."""
    for path, macro, group, number, name in (
            (SRC / "event" / "kinds.def", "EVENT", None, 0, 1),
            (SRC / "money" / "units.def", "UNIT", None, 0, 1),
            (SRC / "event" / "enums.def", "ITEM", 0, 1, 2)):
        seen = {}
        for line, row in rows(path, macro):
            if len(row) <= max(number, name):
                yield path, line, f"{macro} row too short"
                continue
            scope = row[group] + " " if group is not None else ""
            if not row[number].isdigit():
                yield path, line, f"{row[number]} is not a number"
            for value in ("number " + row[number], "name " + row[name]):
                if scope + value in seen:
                    yield path, line, f"{scope}{value} stands in line {seen[scope + value]} too"
                seen[scope + value] = line


def findings():
    return [f"{name_of(path)}:{line}: {text}"
            for check in (check_bans, check_shapes, check_errors, check_numbers) for path, line, text in check()]


if __name__ == "__main__":
    problems = findings()
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if problems else 0)
