#!/usr/bin/python3
"""Write the files of policy/ as byte arrays of C: packs.py OUTPUT DEPFILE.

Rules, tables and cards (*.sql, *.csv), in the order of their paths; cases and readmes are no part of the program. The same
files give the same bytes. The depfile names every file and every folder, so that a new file is noticed as well.
"""
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent / "policy"
HEAD = """/* Written by tools/packs.py from the files of policy/. */
#include "policy/policy.h"

"""
TAIL = """
bool policy_builtin(policy_file *out, uint32_t index)
{
    if (index >= sizeof files / sizeof files[0]) return false;
    *out = (policy_file){{files[index].path, files[index].path_len}, {(const char *)files[index].bytes, files[index].len}};
    return true;
}
"""


def array(number, data):
    lines = []
    for at in range(0, len(data), 32):
        lines.append(",".join(str(byte) for byte in data[at:at + 32]))
    return "static const unsigned char file_%d[] = {\n%s\n};\n" % (number, ",\n".join(lines) or "0")


def main(output, depfile):
    paths = sorted(TOP.rglob("*"), key=lambda path: path.relative_to(TOP).as_posix().encode())
    taken = [path for path in paths if path.is_file() and path.suffix in (".sql", ".csv")]
    folders = [TOP] + [path for path in paths if path.is_dir()]
    text, rows = [HEAD], []
    for number, path in enumerate(taken):
        data, name = path.read_bytes(), path.relative_to(TOP).as_posix()
        text.append(array(number, data))
        rows.append('    {"%s", %d, file_%d, %d},\n' % (name, len(name.encode()), number, len(data)))
    text.append("static const struct {\n    const char *path;\n    size_t path_len;\n    const unsigned char *bytes;\n"
                "    size_t len;\n} files[] = {\n" + "".join(rows) + "};\n")
    text.append(TAIL)
    pathlib.Path(output).write_text("".join(text), encoding="utf-8")
    needs = " ".join(str(path).replace(" ", "\\ ") for path in taken + folders)
    pathlib.Path(depfile).write_text("%s: %s\n" % (output, needs), encoding="utf-8")


main(*sys.argv[1:])
