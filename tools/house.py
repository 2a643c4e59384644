#!/usr/bin/env python3
"""Draws docs/house.svg: the one way through the house, room by room. Run after a room is added; the list is below."""

STAGES = [  # (rooms, zh, en, what)
    ("records · intake", "进件", "CSV · JSON lines → commands, each with its row"),
    ("book: decide", "裁决", "command × book → event, or a refusal with a code"),
    ("journal", "凭证簿", "append-only, hash-chained, verified before commit"),
    ("book: apply", "账本", "columns that never move (rows); past prefixes; one hash"),
    ("reading", "读法", "which entries count under a basis; statements, parameters"),
    ("ledger · views", "视图", "accounts to the cent; sizes, stakes, targets, unknowns"),
    ("look · performance · operation", "分析", "look-through (graph), returns, leverage, 返投, progress"),
    ("sql · policy", "查询·规则", "every relation a table; rules as files, three outcomes"),
    ("relation · report", "报表", "columns, units, entries behind; table · JSON · CSV"),
    ("app · face", "门面", "include/weir.h; build/weir, its service and pages, weir_sqlite.so"),
]
FLOOR = [("base · seal", "底座·签名"), ("money · returns · graph", "算法"), ("event · synth", "词汇表 kinds.def")]
WIDTH, ROW, LEFT = 860, 58, 40


def box(x, y, w, h, fill):
    return '<rect x="%d" y="%d" width="%d" height="%d" rx="8" fill="%s" stroke="#1d4e6b"/>' % (x, y, w, h, fill)


def text(x, y, words, size=15, weight="normal", anchor="start", fill="#12303f"):
    return ('<text x="%d" y="%d" font-size="%d" font-weight="%s" text-anchor="%s" fill="%s">%s</text>'
            % (x, y, size, weight, anchor, fill, words.replace("&", "&amp;").replace("<", "&lt;")))


def main():
    height = 120 + ROW * len(STAGES) + 55
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="Noto Sans CJK SC, Noto Sans, sans-serif">'
           % (WIDTH, height), box(4, 4, WIDTH - 8, height - 8, "#f6f9fa"),
           text(LEFT, 44, "weir · 堰", 24, "bold"),
           text(LEFT, 72, "一条路走到底,箭头从不回头 · one way through the house; an arrow never runs back", 14)]
    y = 92
    for i, (room, zh, what) in enumerate(STAGES):
        out += [box(LEFT, y, 250, 40, "#d8eaf2"), text(LEFT + 125, y + 26, room, 14, "bold", "middle"),
                text(LEFT + 266, y + 26, zh, 15, "bold"), text(LEFT + 350, y + 26, what, 14)]
        if i + 1 < len(STAGES):
            out.append('<path d="M%d %d v%d m-5 -6 l5 6 l5 -6" stroke="#1d4e6b" fill="none"/>' % (LEFT + 125, y + 40, ROW - 40))
        y += ROW
    y += 14
    for i, (room, zh) in enumerate(FLOOR):
        out += [box(LEFT + i * 265, y, 250, 44, "#e9e2d0"), text(LEFT + i * 265 + 125, y + 28, "%s · %s" % (room, zh), 14, "bold", "middle")]
    out.append("</svg>")
    with open("docs/house.svg", "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
