#!/usr/bin/python3
# time-limit: 900
"""The pages in Chromium (journeys.mjs) against a service of its own. Screenshots go to build/screenshots."""
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "http"))
from service import PASSWORD, WEIR, Service, weir  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
if not shutil.which("node") or not pathlib.Path(CHROMIUM).exists() or not (ROOT / "web/node_modules/playwright-core").exists():
    if os.environ.get("WEIR_CI"):
        print("not ok 1 - node, Chromium and the packages of web/ are here\n1..1")
        sys.exit(1)
    print("1..0 # skip node, Chromium or the packages of web/ are not here")
    sys.exit(0)
with Service() as s:
    weir("user", s.book, "add", "wu", "--name", "吴", "--role", "checker", stdin=PASSWORD + "\n")
    weir("post", s.book, "control.set", "mode=four_eyes", "reason=内控办法")
    demo = pathlib.Path(s.folder.name) / "demo.weir"
    subprocess.run(["bash", str(ROOT / "examples/ai-clusters/demo.sh"), WEIR, str(demo)], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    weir("user", demo, "add", "adam", "--name", "管理员", "--role", "admin", stdin=PASSWORD + "\n")
    weir("user", demo, "add", "vera", "--name", "查看丙", "--role", "viewer", stdin=PASSWORD + "\n")
    shots = pathlib.Path(os.environ.get("WEIR_BUILD", ROOT / "build")) / "screenshots"
    with Service(book=demo, people=False) as example:
        done = subprocess.run(["node", str(ROOT / "tests/web/journeys.mjs"), str(s.port), str(s.book), WEIR, str(shots), str(example.port),
                               str(demo)], env={**os.environ, "WEIR_TEST_PASSWORD": PASSWORD}, check=False)
sys.exit(done.returncode)
