#!/usr/bin/env python3
"""The chain from a regulation to a target on the real example (TAP): what each city promised, typed here by hand from the
sources that the example's rows name, and found by walking down and up.

Shenzhen: one regulation, one plan, one list, one fund cluster (t001, m014, m018, m020); the plan has six directions with 18
measures, of which
the rows name five, and 保障措施 for the money, with 17 measures. Anhui (t031 to t034, o127): a mother fund of 60亿, at
least 200亿 of sub-funds, 300亿 of both within five years of November 2022, 100亿 of sub-funds intended with 8 managers."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WEIR = os.environ.get("WEIR", str(ROOT / "build" / "weir"))
AS_OF = "2026-11-23"
YI = 10 ** 8  # 亿


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def same(self, found, wanted, name):
        self.count += 1
        self.failed += found != wanted
        print("%s %d - %s" % ("ok" if found == wanted else "not ok", self.count, name))
        if found != wanted:
            print("# found  %r\n# wanted %r" % (found, wanted))


def show(book, relation, *conditions):
    words = [word for condition in conditions for word in ("--where", condition)]
    done = subprocess.run([WEIR, "show", book, relation, "--json", "--as-of", AS_OF, *words], capture_output=True, check=True)
    return json.loads(done.stdout.decode("utf-8"))["rows"]


def yuan(cell):
    """(lo, hi) in 亿元; None = open, nothing = empty."""
    return None if cell is None else tuple(end and round(float(end) / YI, 4) for end in (cell["lo"], cell["hi"]))


def test_shenzhen(tap, book):
    down = show(book, "policy_walk", "from=sz-ai-regulation-2022")
    plan = [row for row in down if row["upper"] == "sz-ai-2023"]
    tap.same([row["lower_name"] for row in plan if row["link"] == "direction"],
             ["强化智能算力集群供给", "增强关键核心技术与产品创新能力", "提升产业集聚水平", "打造全域全时场景应用", "强化数据和人才要素供给",
              "保障措施"], "the plan's directions, in its order")
    tap.same(len([row for row in down if row["link"] == "measure" and row["upper"].startswith("sz-ai-2023/")]), 17,
             "17 of its 18 measures are in the rows")
    regulation = [row["lower"] for row in down if row["upper"] == "sz-ai-regulation-2022"]
    tap.same(regulation, ["sz-ai-2023", "m018", "m019", "m020", "m021"], "the regulation: its plan and its own measures")
    through = {row["upper"]: row["lower"] for row in down if row["link"] == "through"}
    tap.same(through, {"m014/fund": "sz-ai-cluster", "m018/fund": "sz-guidance-fund", "m020/guarantee": "sz-sme-guarantee-fund"},
             "money: the cluster, the guidance fund, the guarantee fund")
    goal, = [row for row in down if row["lower"] == "t001"]
    tap.same((yuan(goal["amount"]), goal["reached"], goal["verdict"]), ((1000, 1000), None, "no_reading"),
             "1000亿 were promised; no source says what was reached")
    guidance = {row["lower"]: yuan(row["amount"]) for row in down if row["upper"] == "sz-guidance-fund" and row["link"] == "invests"}
    tap.same(guidance["sz-guochuangyin-kechuang"], (128, 128), "the guidance fund's 128亿 in the science fund (c001)")
    up = show(book, "policy_walk", "to=t001")
    tap.same([(row["lower"], row["upper"]) for row in up if row["link"] in ("through", "measure", "part")],
             [("sz-ai-2023", "sz-ai-regulation-2022"), ("sz-ai-cluster", "m014/fund"), ("m014", "sz-ai-2023/保障措施")],
             "up from the target: the measure, the plan, the regulation")


def test_anhui(tap, book):
    down = show(book, "policy_walk", "from=ah-ai-mother-2022")
    money = {row["lower"]: yuan(row["amount"]) for row in down if row["link"] == "money"}
    tap.same(money["ah-ai-mother/size:registered"], (60, 60), "60亿 were registered for the mother fund (o127)")
    tap.same(sorted(row["lower"] for row in down if row["upper"] == "ah-ai-mother" and row["link"] == "invests"),
             ["ah-hesheng-xingtu", "ah-kexun-ai"], "two sub-funds that a row shows it in (c139, c150)")
    parts = {(row["upper"], row["lower"]): yuan(row["amount"]) for row in down if row["link"] == "part"}
    tap.same(parts, {("t033", "t031"): (60, 60), ("t033", "t032"): (200, 200), ("t032", "t034"): (100, 100)},
             "promises within promises")
    pace = {row["target"]: row for row in show(book, "target_pace", "program=ah-ai-mother-2022")}
    tap.same([(name, pace[name]["depth"], pace[name]["verdict"]) for name in pace if pace[name]["indicator"].startswith("ai_")],
             [("t033", 0, "not_yet_due"), ("t031", 1, "pass"), ("t032", 1, "no_reading"), ("t034", 2, "no_reading")],
             "each with its own verdict, parts behind their parent")
    tap.same((yuan(pace["t033"]["value"]), pace["t033"]["deadline"], pace["t033"]["pace"]), ((300, 300), "2027-11-30", "no_figure"),
             "300亿 by the end of November 2027; nobody states what is reached, so no pace is made up")
    tap.same({row["measured_by"] for row in pace.values()}, {"observed"}, "the example's promises are on observed indicators")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="weir-walk-") as folder:
        book = str(pathlib.Path(folder) / "walk.weir")
        subprocess.run(["bash", str(ROOT / "examples" / "ai-clusters" / "demo.sh"), WEIR, book], check=True,
                       stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        test_shenzhen(tap, book)
        test_anhui(tap, book)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
