"""Driving the weir program: one class, one method a command."""
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEIR = os.environ.get("WEIR") or str(ROOT / "build" / "weir")
SCALE = {"CNY": 2, "USD": 2, "HKD": 2, "EUR": 2, "percent": 4, "point": 4, "growth": 4, "count": 0, "milestone": 0,
         "times": 4, "compute": 3, "area": 2, "data": 3}


class Crash(Exception):
    """The program did something that no input may make it do."""


class Weir:
    def __init__(self, path):
        self.path, self.calls = str(path), 0
        self.run("init", self.path, "--maker", "maker", "--name", "Maker")

    def run(self, *args, send=None, may_refuse=False):
        self.calls += 1
        done = subprocess.run([WEIR, *args], input=send, capture_output=True, timeout=120, check=False)
        if done.returncode not in ((0, 3) if may_refuse else (0,)):
            raise Crash(f"weir {' '.join(args)}: exit {done.returncode}\n{done.stderr.decode(errors='replace')[:2000]}")
        return done

    def import_lines(self, lines):
        """[(row, code)] of the refusals; [] when all were taken."""
        text = "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines).encode()
        done = self.run("import", self.path, "-", "--errors-json", "--key", f"k{self.calls}", send=text, may_refuse=True)
        return self.refusals(done)

    def post(self, line):
        done = self.run("post", self.path, json.dumps(line, ensure_ascii=False), "--errors-json", may_refuse=True)
        return self.refusals(done)

    @staticmethod
    def refusals(done):
        if done.returncode == 0:
            return []
        told = [json.loads(x) for x in done.stderr.decode().splitlines() if x.startswith("{")]
        if not told:
            raise Crash("refused without a reason")
        return [(x["row"], x["code"]) for x in told]

    def show(self, relation, *options):
        done = self.run("show", self.path, relation, "--json", *options)
        return json.loads(done.stdout)

    def export(self):
        return [json.loads(x) for x in self.run("export", self.path).stdout.decode().splitlines()]


def end_of(text, unit):
    if text is None:
        return None
    whole, _, part = text.partition(".")
    sign = -1 if whole.startswith("-") else 1
    digits = SCALE[unit]
    return sign * (abs(int(whole)) * 10**digits + int(part.ljust(digits, "0") or 0))


def interval_key(cell):
    """The members of an amount in JSON, in minor units, as naive.Interval.key() has them."""
    if cell is None:
        return None
    return (end_of(cell["lo"], cell["unit"]), end_of(cell["hi"], cell["unit"]), cell["lo_strict"], cell["hi_strict"],
            cell["about"], cell["unknown_count"])
