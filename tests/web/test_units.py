#!/usr/bin/python3
"""The units of the pages (vitest): figures, addresses, words, contrast of tokens.css; and the first page stays small."""
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "web"
if not shutil.which("npm") or not (WEB / "node_modules/vitest").exists():
    print("not ok 1 - npm and the packages of web/ are here\n1..1" if os.environ.get("WEIR_CI") else "1..0 # skip npm or the packages of web/ are not here")
    sys.exit(1 if os.environ.get("WEIR_CI") else 0)
count = failed = 0


def ok(good, name, seen=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        print(f"# {seen}"[:1500])


with tempfile.TemporaryDirectory() as folder:
    report = pathlib.Path(folder) / "report.json"
    done = subprocess.run(["npx", "vitest", "run", "--reporter=json", f"--outputFile={report}"], cwd=WEB, capture_output=True, text=True, check=False)
    tests = json.loads(report.read_text(encoding="utf-8"))["testResults"] if report.exists() else []
    for suite in tests:
        for test in suite["assertionResults"]:
            ok(test["status"] == "passed", re.sub(r"\s+", " ", test["fullName"]).replace("#", "no."), test.get("failureMessages"))
    ok(len(tests) > 3, "the units ran", done.stderr[-500:])
index = (WEB / "dist/index.html").read_text(encoding="utf-8")
files = [WEB / "dist" / name.lstrip("/") for name in re.findall(r'(?:src|href)="(/assets/[^"]+)"', index)]
overview = [path for path in (WEB / "dist/assets").iterdir() if re.match(r"Overview|Block|Figure|Page|Side|Verdict|Rel|Tile|Bullet|TwoPart", path.name)]
size = sum(len(gzip.compress(path.read_bytes(), 9)) for path in {*files, *overview})
ok(size < 300_000, f"the first page and all that the overview loads: {size:,} bytes compressed, at most 300,000")
lock = (WEB / "package-lock.json").read_text(encoding="utf-8")
ok('"resolved"' not in lock, "the lock file names no host")
print(f"1..{count}")
sys.exit(1 if failed else 0)
