#!/usr/bin/env python3
"""The tours of README.md and README.zh-CN.md work as printed (TAP).

Every fenced block marked `console` is run, all blocks of a README in one bash, in a temporary folder with the binary on
PATH and the real example's book at build/demo.weir. `$ ` begins a command, `> ` goes on with it, other lines are what
it prints on both outputs. Hashes and instants are masked, nothing else. GOLDEN=update rewrites what is printed.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import golden  # noqa: E402

READMES = {"README.md": "en_US.UTF-8", "README.zh-CN.md": "zh_CN.UTF-8"}
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
LEAST_COMMANDS = 20


def commands_of(block):
    """[lines of the command as printed, what bash gets, expected output lines] of one block."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(([line], [line[2:]], []))
        elif (line.startswith("> ") or line == ">") and found and not found[-1][2]:
            found[-1][0].append(line)
            found[-1][1].append(line[2:])
        elif found:
            found[-1][2].append(line)
        else:
            sys.exit("a console block must begin with a command: " + line)
    return found


def run(commands, lang):
    """What each command prints, in order."""
    mark = "weir-tour-mark"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        env = dict(golden.environment(lang), PATH=golden.link_weir(folder))
        (folder / "build").mkdir()
        golden.make_demo(folder / "build" / "demo.weir")
        script = "".join("%s\nprintf '%%s %%s\\n' %s %d\n" % ("\n".join(bash), mark, at)
                         for at, (_, bash, _) in enumerate(commands))
        # from a file: bash reads a script from standard input bytewise, and a command could eat it
        (folder / "tour.sh").write_text(script, encoding="utf-8")
        done = subprocess.run(["bash", str(folder / "tour.sh")], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    text = done.stdout.decode("utf-8", "replace").replace("\ufeff", "").replace("\r", "")
    parts = re.split(r"^%s \d+\n" % mark, text, flags=re.M)
    return [part.splitlines() for part in parts[:len(commands)]], len(parts) - 1


def rewritten(readme, outputs):
    """The README with what was printed now; lines that are equal under the masks stay as they stand."""
    outputs = iter(outputs)

    def block(match):
        lines = []
        for shown, _, expected in commands_of(match[0]):
            found = next(outputs)
            same = golden.mask("\n".join(expected)) == golden.mask("\n".join(found))
            lines += shown + (expected if same else found)
        return "\n".join(lines) + "\n"

    return BLOCK.sub(block, readme)


def main():
    tap = golden.Tap()
    for name, lang in READMES.items():
        path = golden.ROOT / name
        readme = path.read_text(encoding="utf-8")
        commands = [command for block in BLOCK.findall(readme) for command in commands_of(block)]
        tap.ok(len(commands) >= LEAST_COMMANDS, "%s: has a tour" % name, len(commands))
        lost = [link for link in LINK.findall(readme) if not (golden.ROOT / link).exists()]
        tap.ok(not lost, "%s: every link leads to a file" % name, lost)
        outputs, ended = run(commands, lang)
        tap.ok(ended == len(commands), "%s: every command ran" % name, "%d of %d" % (ended, len(commands)))
        if golden.UPDATE and ended == len(commands):
            path.write_text(rewritten(readme, outputs), encoding="utf-8")
            continue
        for (_, bash, expected), found in zip(commands, outputs):
            tap.same("\n".join(expected), "\n".join(found), "%s: %s" % (name, bash[0]))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
