"""What the golden tests share: TAP, masks, the two books, differences.

Masks hide only what the hour of the run decides: hashes and instants. Everything else must be equal, byte for byte.
GOLDEN=update rewrites what is expected; text that is equal under the masks is left as it stands.
"""
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WEIR = os.environ.get("WEIR") or str(ROOT / "build" / "weir")
UPDATE = os.environ.get("GOLDEN") == "update"
AS_OF = "2026-11-23"
MASKS = [(re.compile(r"\b[0-9a-f]{64}\b"), "<hash>"),
         (re.compile(r"\b[0-9a-f]{16}(?=@[0-9])"), "<hash16>"),
         (re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]{6})?Z"), "<instant>")]


def mask(text):
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, name.replace("#", "No.")))
        if not good:
            for line in str(detail).splitlines()[:80]:
                print("#   " + line)

    def same(self, expected, found, name):
        """Equal under the masks; else the difference, line by line."""
        left, right = mask(expected).splitlines(), mask(found).splitlines()
        self.ok(left == right, name, "\n".join(difflib.unified_diff(left, right, "expected", "found", lineterm="")))

    def end(self):
        print("1..%d" % self.count)
        return 1 if self.failed or self.count == 0 else 0


def environment(lang="C.UTF-8"):
    """The caller's environment with one language and the binary on PATH as `weir` (a link, see books)."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return dict(env, LANG=lang, TZ="UTC", EXAMPLES=str(ROOT / "examples"))


def weir(*words, check=True, cwd=None, text=None):
    done = subprocess.run([WEIR, *words], cwd=cwd, input=text, capture_output=True, text=True, env=environment())
    if check and done.returncode != 0:
        sys.exit("weir %s: %s" % (" ".join(words), done.stderr))
    return done


def link_weir(folder):
    """folder/bin/weir is the binary; the PATH that finds it there."""
    (folder / "bin").mkdir()
    (folder / "bin" / "weir").symlink_to(pathlib.Path(WEIR).resolve())
    return "%s%s%s" % (folder / "bin", os.pathsep, os.environ["PATH"])


def make_fixed(path):
    """The small book of book.jsonl. A close is posted by itself, so that its head is that of all entries before it."""
    weir("init", str(path), "--maker", "lu", "--name", "陆会计")
    pending = []

    def send():
        if pending:
            weir("import", str(path), "-", text="".join(pending))
            pending.clear()

    for line in (HERE / "book.jsonl").read_text(encoding="utf-8").splitlines(keepends=True):
        if json.loads(line)["kind"] == "period.closed":
            send()
            weir("post", str(path), line.strip())
        else:
            pending.append(line)
    send()


def make_demo(path):
    """The real example's book."""
    done = subprocess.run(["bash", str(ROOT / "examples" / "ai-clusters" / "demo.sh"), WEIR, str(path)],
                          capture_output=True, text=True, env=environment())
    if done.returncode != 0:
        sys.exit("demo.sh: " + done.stderr)
