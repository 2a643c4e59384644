#!/usr/bin/python3
"""Pack the built pages into a C file: assets.py DIST OUT.c

Every file of DIST as it is and compressed, with its media type and a tag of its content; bytes are taken in by .incbin from
beside OUT.c. Without DIST the table has one page that says how to build the pages.
"""
import gzip
import hashlib
import pathlib
import sys

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".json": "application/json; charset=utf-8",
         ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json"}
NO_PAGES = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>weir · 堰</title>
<p>此程序构建时没有网页:安装 Node.js 与 npm 后运行 make。接口照常:/api/openapi.json</p>
<p lang="en">This program was built without its pages: install Node.js and npm, then run make. The interface answers all the
same: /api/openapi.json</p></html>
"""


def pages(dist):
    found = {}
    if dist.is_dir():
        for path in sorted(dist.rglob("*")):
            if path.is_file() and path.suffix in TYPES:
                found["/" + path.relative_to(dist).as_posix()] = path.read_bytes()
    return found or {"/index.html": NO_PAGES.encode()}


def write_if_new(path, data):
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


def incbin(name, path):
    return (f'__asm__(".section .rodata\\n.global {name}\\n.global {name}_end\\n.balign 16\\n{name}:\\n'
            f'.incbin \\"{path}\\"\\n{name}_end:\\n.byte 0\\n.previous\\n");\n'
            f"extern const unsigned char {name}[], {name}_end[];\n")


def main(dist, out):
    out = pathlib.Path(out).resolve()
    folder = out.parent / "assets.bin"
    folder.mkdir(parents=True, exist_ok=True)
    head, table = ['#include "face/http/http_int.h"\n'], []
    blobs, lengths = [], []
    for i, (path, data) in enumerate(pages(pathlib.Path(dist)).items()):
        zipped = gzip.compress(data, 9, mtime=0)
        tag = hashlib.blake2b(data, digest_size=8).hexdigest()
        for kind, content in (("raw", data), ("zip", zipped)):
            write_if_new(folder / f"{i}.{kind}", content)
            blobs.append(incbin(f"weir_asset_{kind}_{i}", folder / f"{i}.{kind}"))
        media = TYPES[pathlib.PurePosixPath(path).suffix]
        table.append(f'    {{"{path}", "{media}", "\\"{tag}\\"", weir_asset_raw_{i}, weir_asset_zip_{i}, {len(data)}, '
                     f"{len(zipped)}}},\n")
    text = "".join(["/* Made by tools/assets.py. */\n", *head, *blobs, "extern const asset asset_table[];\n",
                    "extern const size_t asset_count;\n", "const asset asset_table[] = {\n", *table, "};\n",
                    f"const size_t asset_count = {len(table)};\n"])
    write_if_new(out, text.encode())


main(*sys.argv[1:])
