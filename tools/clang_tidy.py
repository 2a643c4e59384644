#!/usr/bin/python3
"""clang-tidy over src/, two at a time; files that passed with the same contents before are not looked at again.

What counts as the same: the file, every header of the project, .clang-tidy and the compiler's command. Passed files
are remembered in BUILD/.clang-tidy. Exit status 1 and the findings; silent when there is none.
clang_tidy.py [BUILD]
"""
import concurrent.futures
import hashlib
import json
import pathlib
import subprocess
import sys

from csource import ROOT, files


def check(job):
    source, build, stamp = job
    if stamp.exists():
        return ""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", str(build), str(source)], cwd=ROOT, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode == 0 and not done.stdout.strip():
        stamp.touch()
        return ""
    found = done.stdout.strip() or done.stderr.strip() or f"clang-tidy ended with {done.returncode} on {source.name}"
    return found.replace(str(ROOT) + "/", "")


def main():
    build = ROOT / (sys.argv[1] if len(sys.argv) > 1 else "build")
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        commands[(pathlib.Path(entry["directory"]) / entry["file"]).resolve()] = entry["command"]
    shared = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    for header in files("*.h", "*.def") + files("*.h", top=ROOT / "include"):
        shared.update(header.read_bytes())
    stamps = build / ".clang-tidy"
    stamps.mkdir(exist_ok=True)
    jobs = []
    for source in files("*.c"):
        if source in commands:
            key = shared.copy()
            key.update(commands[source].encode() + source.read_bytes())
            jobs.append((source, build, stamps / key.hexdigest()))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = [text for text in pool.map(check, jobs) if text]
    for stale in set(stamps.iterdir()) - {stamp for _, _, stamp in jobs}:
        stale.unlink()
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
