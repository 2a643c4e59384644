"""What the checks share: the C files of the house, their code without comments and literals, rows of .def tables."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def files(*patterns, top=SRC):
    """Files below top that match a pattern, sorted."""
    return sorted({path for pattern in patterns for path in top.rglob(pattern)}) if top.is_dir() else []


def room_of(path):
    """The room a file of src/ lies in: 'book', 'face/cli'; '' for files directly in src/."""
    parts = path.relative_to(SRC).parts[:-1]
    return "/".join(parts[:2]) if parts and parts[0] == "face" else (parts[0] if parts else "")


def name_of(path):
    return str(path.relative_to(ROOT))


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """Same length and lines, comments blanked."""
    return TOKEN.sub(lambda m: _blank(m[0]) if m[0][0] == "/" else m[0], text)


def bare(text):
    """Comments blanked, and what stands inside string and character literals."""
    return TOKEN.sub(lambda m: _blank(m[0]) if m[0][0] == "/" else m[0][0] + _blank(m[0][1:-1]) + m[0][0], text)


def line_at(text, at):
    return text.count("\n", 0, at) + 1


def code_lines(text):
    """Lines that hold more than blanks and comments."""
    return sum(1 for line in without_comments(text).splitlines() if line.strip())


def rows(path, macro):
    """Uses of MACRO(…) in a .def file as (line, arguments); adjacent literals are joined, quotes taken off.
    #define lines are not uses."""
    if not path.is_file():
        return []
    text = without_comments(read(path))
    text = re.sub(r"^[ \t]*#.*(?:\\\n.*)*$", lambda m: _blank(m[0]), text, flags=re.M)
    shape = bare(text)  # same offsets; brackets and commas inside literals are gone
    found = []
    for use in re.finditer(rf"\b{macro}\s*\(", shape):
        depth, start, arguments = 1, use.end(), []
        for at in range(use.end(), len(shape)):
            depth += {"(": 1, ")": -1}.get(shape[at], 0)
            if depth == 0 or (depth == 1 and shape[at] == ","):
                arguments.append(_value(text[start:at]))
                start = at + 1
            if depth == 0:
                break
        found.append((line_at(text, use.start()), arguments))
    return found


def _value(argument):
    literals = re.findall(r'"((?:\\.|[^"\\])*)"', argument)
    return "".join(literals) if literals else argument.strip()
