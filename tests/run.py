#!/usr/bin/python3
"""Run the tests: one runner, one line of counts.

Suites: unit/X     build/tests/unit_X, a cmocka program from tests/unit/test_X.c
        fuzz/X     build/tests/replay_X on tests/fuzz/corpus/X
        KIND/X     tests/KIND/test_X.py, a script that prints TAP
A script gets WEIR (the binary), WEIR_BUILD (its folder), WEIR_SHARED (the sibling folder with reference data, when
there is one), WEIR_CI=1 in CI, and a TMPDIR of its own that goes away. A line `# time-limit: 900` near its top raises
the limit of 600 s. A suite fails when it crashes, runs out of time, reports no test, or not as many as it planned.
Under CI a test that is skipped because the reference data are absent is a failure.

run.py [--build DIR] [--slow N] [--jobs N] [--list] [NAME …]   NAME: part of a suite's name
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULT = re.compile(r"^(ok|not ok)\b(?: +\d+)?(?: +-)? *(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)(?:\s*#\s*skip\b\s*(.*))?", re.I)
SKIP = re.compile(r"#\s*skip\b", re.I)
OUTPUT_LINES_MAX = 80
CI = os.environ.get("CI", "") not in ("", "0", "false")


class Suite:
    """One program to run, then its result."""

    def __init__(self, name, command, limit):
        self.name, self.command, self.limit = name, command, limit
        self.passed, self.skipped, self.failures = 0, [], []
        self.seconds, self.output, self.process = 0.0, "", None

    def judge(self, status, timed_out):
        """Count the TAP lines; whatever cannot be trusted is a failure."""
        planned, seen = None, 0
        for line in self.output.splitlines():
            plan, result = PLAN.match(line), RESULT.match(line)
            if plan:
                planned = (planned or 0) + int(plan[1])
                if int(plan[1]) == 0 and plan[2] is not None:
                    self.skip(f"all: {plan[2]}")
            elif result:
                seen += 1
                if SKIP.search(line):
                    self.skip(result[2])
                elif result[1] == "ok":
                    self.passed += 1
                else:
                    self.failures.append(result[2] or "unnamed")
        if timed_out:
            self.failures.append(f"no end after {self.limit:.0f} s")
        elif status < 0:
            self.failures.append(f"ended by {signal.Signals(-status).name}")
        elif status != 0 and not self.failures:
            self.failures.append(f"exit status {status}")
        elif seen == 0 and not self.skipped:
            self.failures.append("reported no test")
        if planned is not None and planned != seen and not timed_out and status >= 0:
            self.failures.append(f"planned {planned} tests, reported {seen}")

    def skip(self, text):
        if CI and "shared absent" in text.lower():
            self.failures.append(text + " (not allowed in CI)")
        else:
            self.skipped.append(text)


def find_suites(build, slow):
    """Scripts first: they take longest."""
    suites = []
    for script in sorted((ROOT / "tests").glob("*/test_*.py")):
        head = script.read_text(encoding="utf-8")[:3000]
        limit = re.search(r"^# time-limit: *(\d+)", head, re.M)
        name = f"{script.parent.name}/{script.stem[5:]}"
        suites.append(Suite(name, ["/usr/bin/python3", str(script)], slow * int(limit[1] if limit else 600)))
    for source in sorted((ROOT / "tests" / "fuzz").glob("fuzz_*.c")):
        target = source.stem[5:]
        command = [str(build / "tests" / f"replay_{target}"), str(source.parent / "corpus" / target)]
        suites.append(Suite(f"fuzz/{target}", command, slow * 120))
    for source in sorted((ROOT / "tests" / "unit").glob("test_*.c")):
        target = source.stem[5:]
        suites.append(Suite(f"unit/{target}", [str(build / "tests" / f"unit_{target}")], slow * 120))
    return suites


def environment(build, scratch):
    env = dict(os.environ, LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1", CMOCKA_MESSAGE_OUTPUT="TAP",
               WEIR=str(build / "weir"), WEIR_BUILD=str(build), TMPDIR=scratch)
    env.setdefault("ASAN_OPTIONS", "allow_user_segv_handler=0")
    for name in ("WEIR_SHARED", "WEIR_CI"):
        env.pop(name, None)
    shared = ROOT.parent / "shared"
    if shared.is_dir():
        env["WEIR_SHARED"] = str(shared)
    if CI:
        env["WEIR_CI"] = "1"
    return env


def run(suite, build):
    scratch = tempfile.mkdtemp(prefix="weir-test-")
    start, timed_out = time.monotonic(), False
    with tempfile.TemporaryFile() as log:
        try:
            process = suite.process = subprocess.Popen(suite.command, cwd=ROOT, env=environment(build, scratch),
                                                       stdin=subprocess.DEVNULL, stdout=log,
                                                       stderr=subprocess.STDOUT, start_new_session=True)
            try:
                status = process.wait(timeout=suite.limit)
            except subprocess.TimeoutExpired:
                timed_out = True
                os.killpg(process.pid, signal.SIGKILL)
                status = process.wait()
        except OSError as problem:
            log.write(f"{problem}\n".encode())
            status = 127
        log.seek(0)
        suite.output = log.read().decode("utf-8", "replace")
    suite.seconds = time.monotonic() - start
    shutil.rmtree(scratch, ignore_errors=True)
    suite.judge(status, timed_out)
    return suite


def show_failure(suite):
    print(f"\n--- {suite.name}: {len(suite.failures)} failed ---")
    for failure in suite.failures[:20]:
        print(f"  not ok: {failure}")
    lines = [line for line in suite.output.splitlines() if not line.startswith("ok ")]
    if len(lines) > OUTPUT_LINES_MAX:
        print(f"  … {len(lines) - OUTPUT_LINES_MAX} lines before these")
    for line in lines[-OUTPUT_LINES_MAX:]:
        print(f"  | {line}")


def main():
    options = argparse.ArgumentParser(description="run the tests", usage=__doc__.splitlines()[-1])
    options.add_argument("names", nargs="*")
    options.add_argument("--build", default="build")
    options.add_argument("--slow", type=float, default=1)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--list", action="store_true")
    asked = options.parse_args()
    build = pathlib.Path(asked.build)
    build = (build if build.is_absolute() else ROOT / build).resolve()

    suites = find_suites(build, asked.slow)
    if asked.names:
        suites = [suite for suite in suites if any(name in suite.name for name in asked.names)]
    if asked.list:
        print("\n".join(suite.name for suite in suites))
        return 0

    pool = concurrent.futures.ThreadPoolExecutor(asked.jobs)
    try:
        for done in concurrent.futures.as_completed([pool.submit(run, suite, build) for suite in suites]):
            if done.result().failures:
                show_failure(done.result())
                sys.stdout.flush()
    except KeyboardInterrupt:
        for suite in suites:
            if suite.process is not None and suite.process.poll() is None:
                os.killpg(suite.process.pid, signal.SIGKILL)
        os._exit(130)

    print(f"\n{'suite':<36} {'passed':>7} {'failed':>7} {'skipped':>7} {'seconds':>8}")
    for suite in sorted(suites, key=lambda suite: suite.name):
        print(f"{suite.name:<36} {suite.passed:>7} {len(suite.failures):>7} {len(suite.skipped):>7} "
              f"{suite.seconds:>8.1f}")
    for suite in suites:
        for reason in suite.skipped[:5]:
            print(f"skipped: {suite.name}: {reason}")

    passed = sum(suite.passed for suite in suites)
    failed = sum(len(suite.failures) for suite in suites)
    skipped = sum(len(suite.skipped) for suite in suites)
    if passed + failed == 0:
        print("no test ran")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
