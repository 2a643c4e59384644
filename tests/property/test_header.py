#!/usr/bin/env python3
"""include/weir.h is the whole door (TAP): it compiles alone as C17 and as C++17 without a warning, everything that it
declares is in the libraries, a program that knows nothing else shows what the command line shows, and the faces use
nothing else either."""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("WEIR_BUILD", ROOT / "build"))
WEIR = os.environ.get("WEIR", str(BUILD / "weir"))
HEADER = ROOT / "include" / "weir.h"
COMPILERS = (("gcc", "c", "c17"), ("clang", "c", "c17"), ("g++", "c++", "c++17"), ("clang++", "c++", "c++17"))
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
PROGRAM = """#include <weir.h>

#include <stdio.h>

static bool put(void *self, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, (FILE *)self) == len;
}

static int tell(weir_error *error)
{
    weir_status status = weir_error_status(error);
    fprintf(stderr, "%s: %s\\n", weir_error_code(error, 0), weir_error_text(error, 0, WEIR_EN));
    weir_error_free(error);
    return (int)status;
}

int main(int count, char **argument)
{
    weir_book *book = NULL;
    weir_error *error = NULL;
    weir_show_options options = {.lang = WEIR_EN, .format = WEIR_JSON, .today = "2026-11-23"};
    if (count != 3 || weir_open(&book, argument[1], true, &error) != WEIR_OK)
        return error ? tell(error) : 2;
    weir_sink out = {.put = put, .self = stdout};
    weir_status status = weir_show(book, argument[2], &options, out, &error);
    weir_close(book);
    return status == WEIR_OK ? 0 : tell(error);
}
"""
FACES_MAY = re.compile(r'weir(_people|_desk)?\.h|base/[a-z_]+\.(h|def)|face/(cli|http)/[a-z_]+\.(h|def)')
LIBRARIES_OF_OTHERS = re.compile(r"sqlite3|sodium|jansson|csv|microhttpd|libpq")
OWN_LIBRARIES = {("sqlite", "sqlite3ext.h"), ("http", "microhttpd.h"), ("http", "jansson.h")}


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail="", skip=""):
        self.count += 1
        self.failed += not good
        print("%s %d - %s%s" % ("ok" if good else "not ok", self.count, name, " # SKIP " + skip if skip else ""))
        if not good:
            print("# " + str(detail)[:1500].replace("\n", "\n# "))


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, stdin=subprocess.DEVNULL, cwd=ROOT)
    return done.returncode, done.stdout, (done.stdout + done.stderr).decode("utf-8", "replace")


def test_alone(tap, scratch):
    for compiler, language, standard in COMPILERS:
        name = "weir.h alone, %s -std=%s" % (compiler, standard)
        if not shutil.which(compiler):
            tap.ok(True, name, skip="no %s here" % compiler)
            continue
        source = scratch / "alone.x"
        source.write_text('#include "weir.h"\n#include "weir.h"\n', encoding="utf-8")
        status, _, said = run(compiler, "-x", language, "-std=" + standard, *STRICT, "-I", HEADER.parent, "-fsyntax-only",
                              source)
        tap.ok(status == 0, name, said)


def link_line():
    """The compiler, the sanitizers and the counters that the libraries were built with, and the libraries."""
    commands = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    words = shlex.split(next(c["command"] for c in commands if c["file"].endswith("src/base/arena.c")))
    words = words[1:] if words[0].endswith("ccache") else words
    rooms = sorted(BUILD.glob("src/**/lib*.a"))
    return ([words[0]] + [word for word in words if word.startswith("-fsanitize") or word == "--coverage"],
            ["-Wl,--start-group", *rooms, "-Wl,--end-group", "-lsqlite3", "-ljansson", "-lcsv", "-lsodium", "-lm"])


def test_program(tap, scratch):
    compiler, libraries = link_line()
    source, program, book = scratch / "program.c", scratch / "program", scratch / "book.weir"
    source.write_text(PROGRAM, encoding="utf-8")
    status, _, said = run(*compiler, "-std=c17", *STRICT, "-I", HEADER.parent, "-o", program, source, *libraries)
    tap.ok(status == 0, "a program with weir.h and the libraries links", said)
    run(WEIR, "init", book, "--maker", "test", "--name", "Test")
    run(WEIR, "post", book, "party.registered", "id=fund-1", "name=一号基金", "class=mother_fund", "date=2020-01-01")
    status, found, said = run(program, book, "parties")
    shown = run(WEIR, "show", book, "parties", "--json", "--as-of", "2026-11-23", "--lang", "en")[1]
    tap.ok(status == 0 and b"fund-1" in found and found == shown, "it shows what the command line shows", said)
    status, _, said = run(program, book, "no_such_relation")
    tap.ok(status == 2 and said.startswith("E_"), "it is refused with a code and a text", (status, said))
    status, _, said = run(program, scratch / "absent.weir", "parties")
    tap.ok(status not in (0, 1) and said.startswith("E_"), "a file that is not there is an error", (status, said))


def test_complete(tap, scratch):
    """Takes the address of everything that the header declares."""
    names = sorted(set(re.findall(r"^WEIR_API .*?\b(weir_\w+)\(", HEADER.read_text(encoding="utf-8"), re.M)))
    lines = ["#include <weir.h>", "#include <stdio.h>", "typedef void (*any)(void);", "int main(void)", "{",
             "    any all[] = {%s};" % ", ".join("(any)%s" % name for name in names),
             "    for (size_t i = 0; i < sizeof all / sizeof *all; i++)", "        if (!all[i]) return 1;",
             '    puts(weir_version());', "    return 0;", "}", ""]
    source, program = scratch / "all.c", scratch / "all"
    source.write_text("\n".join(lines), encoding="utf-8")
    compiler, libraries = link_line()
    status, _, said = run(*compiler, "-std=c17", "-I", HEADER.parent, "-o", program, source, *libraries)
    tap.ok(status == 0 and len(names) > 20, "all %d functions of weir.h are in the libraries" % len(names), said)
    status, found, said = run(program)
    wanted = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    tap.ok(status == 0 and found.decode().strip() == wanted, "weir_version is VERSION", said)


def test_faces(tap):
    wrong, count = [], 0
    for path in sorted((ROOT / "src" / "face").rglob("*.[ch]")):
        for line in path.read_text(encoding="utf-8").splitlines():
            found = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if not found:
                continue
            count += 1
            may = FACES_MAY.fullmatch(found[2]) if found[1] == '"' else not LIBRARIES_OF_OTHERS.search(found[2])
            may = may or (path.parent.name, found[2]) in OWN_LIBRARIES  # that face is an extension of it, or speaks it
            if not may:
                wrong.append("%s: %s" % (path.relative_to(ROOT), line))
    tap.ok(not wrong and count > 10, "the faces include weir.h, base and themselves", wrong)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="weir-header-") as folder:
        test_alone(tap, pathlib.Path(folder))
        test_program(tap, pathlib.Path(folder))
        test_complete(tap, pathlib.Path(folder))
        test_faces(tap)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
