#!/usr/bin/python3
"""Who may include whom. The table is the architecture: an entry is permission, nothing else passes.

Also: one door a room (room/room.h; everything else is room/*_int.h or a table *.def), a .c file includes its own door
or internal header first, quoted includes stand before system ones, each library in the room that owns it.
Exit status 1 and one line a finding; silent when there is none.
"""
import re
import sys

from csource import ROOT, files, line_at, name_of, read, room_of, without_comments

TABLE = {
    "base": "",
    "records": "base",
    "money": "base",
    "event": "base money",
    "journal": "base event",
    "rows": "base money event",
    "book": "base money event rows",
    "intake": "base records money event",
    "synth": "base money event",
    "relation": "base money",
    "reading": "base money relation book",
    "ledger": "base money relation book reading",
    "views": "base money relation book reading",
    "graph": "base",
    "returns": "base money",
    "look": "base money relation book reading ledger views graph",
    "performance": "base money relation book reading ledger views returns",
    "operation": "base money relation book reading ledger views",
    "terms": "base money relation book reading ledger views",
    "sql": "base money relation returns",
    "policy": "base records money relation sql",
    "forecast": "base money relation book reading ledger views",
    "report": "base money relation",
    "seal": "base money",
    "app": "base money event journal book intake synth relation reading ledger views look performance "
           "operation terms sql policy forecast report seal",
    "store": "base money relation report",
    "people": "base money relation report store app",
    "desk": "base money relation report store app",
    "face/cli": "base face/http",
    "face/sqlite": "base",
    "face/http": "base",
}
ABOVE = {"app", "people", "desk"}  # rooms that implement the public headers
EXTRA_DOORS = {"base/limits.h",  # every maximum of the program, read by all
               "reading/view.h",  # a relation without the tools that fill it
               "views/parts.h"}  # what relations are made from, without the relations
LIBRARIES = {  # header: where it may be included
    "sqlite3.h": r"journal/sqlite\w*\.c|(sql|store|people|desk)/.*",
    "libpq-fe.h": r"journal/postgres\w*\.c",
    "sqlite3ext.h": r"sql/sql_int\.h|face/sqlite/.*",
    "microhttpd.h": r"face/http/.*",
    "histedit.h": r"face/cli/prompt\.c",
    "jansson.h": r"(event|intake|face/http)/.*",
    "csv.h": r"records/.*",
    "sodium.h": r"base/.*",
    "immintrin.h": r"returns/lanes_int\.h",
    "sanitizer/asan_interface.h": r"base/arena\.c",
}
PORT = {"arpa/inet", "netdb", "netinet/in"}  # and these of POSIX where a port is opened
C17 = set("""assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg
stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype""".split())
POSIX = set("""dirent fcntl glob iconv langinfo poll pthread pwd regex sched semaphore spawn strings sys/file sys/ioctl
sys/mman sys/resource sys/select sys/socket sys/stat sys/time sys/types sys/uio sys/wait syslog termios unistd
wordexp""".split())
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">\n]+)[">]', re.M)


def check_quoted(room, target):
    """Why this room must not include this quoted path; '' when it may."""
    if target in ("weir.h", "weir_people.h", "weir_desk.h"):
        return "" if room in ABOVE or room.startswith("face/") else "only app, people, desk and the faces know weir.h"
    if target == "weir_version.h":
        return ""
    if "/" not in target:
        target = f"{room}/{target}"
    if ".." in target:
        return "includes are written room/file, never with .."
    folder, file = target.rsplit("/", 1)
    if folder == room:
        own = {f"{room.split('/')[-1]}.h"}
        ok = file in own or file.endswith(("_int.h", ".def")) or target in EXTRA_DOORS
        return "" if ok else f"a room has one door, {room}/{min(own)}; inner headers are named *_int.h"
    if folder not in TABLE:
        return f"there is no room {folder}"
    if folder not in TABLE[room].split():
        return f"{room} may include: {TABLE[room] or 'no room'}"
    if file != f"{folder.split('/')[-1]}.h" and not file.endswith(".def") and target not in EXTRA_DOORS:
        return f"the door of {folder} is {folder}/{folder.split('/')[-1]}.h"
    return ""


def check_system(path, target):
    inner = "/".join(path.parts[path.parts.index("src") + 1:])
    if target in LIBRARIES:
        return "" if re.fullmatch(LIBRARIES[target], inner) else f"allowed in {LIBRARIES[target]} only"
    stem = target.removesuffix(".h")
    if stem in C17:
        return ""
    if stem in PORT:
        return "" if inner.startswith("face/http/") else "ports are opened in face/http only"
    if stem in POSIX:
        posix_room = not inner.startswith("base/") or re.fullmatch(r"base/(io|clock|thread)\w*\.c", inner)
        return "" if posix_room else "in base, POSIX calls stand in base/io*.c and thread.c only"
    return "an unknown library: add it to tools/layers.py with the room that owns it"


def check_file(path):
    room, text = room_of(path), without_comments(read(path))
    if room not in TABLE:
        yield 1, f"room {room or '(none)'} is not in the include table"
        return
    system_at, door = 0, room.split("/")[-1]
    for number, include in enumerate(INCLUDE.finditer(text)):
        mark, target = include[1], include[2]
        line = line_at(text, include.start())
        wrong = check_quoted(room, target) if mark == '"' else check_system(path, target)
        if wrong:
            yield line, f"includes {target}: {wrong}"
        if number == 0 and path.suffix == ".c":
            first = target if "/" in target else f"{room}/{target}"
            own = first == f"{room}/{door}.h" or (first.startswith(room + "/") and first.endswith("_int.h"))
            if not own and target != "weir.h":
                yield line, f"its own header comes first ({room}/{door}.h or an inner one), not {target}"
        if mark == "<":
            system_at = system_at or line
        elif system_at and path.suffix == ".c" and not target.endswith(".def"):
            yield line, f"{target} stands after a system header"


def check_public():
    """include/ stands alone: C headers and weir.h only."""
    for path in files("*.h", top=ROOT / "include"):
        text = without_comments(read(path))
        for include in INCLUDE.finditer(text):
            if include[2] == "weir.h" and path.name != "weir.h":
                continue
            if include[1] == '"' or include[2].removesuffix(".h") not in C17:
                yield f"{name_of(path)}:{line_at(text, include.start())}: includes {include[2]}: only C headers here"


def findings():
    found = list(check_public())
    for path in files("*.c", "*.h", "*.def"):
        found += [f"{name_of(path)}:{line}: {text}" for line, text in check_file(path)]
    return found


if __name__ == "__main__":
    problems = findings()
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if problems else 0)
