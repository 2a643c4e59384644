#!/usr/bin/python3
"""A GP sees its own funds alone: every relation, in every form, on a synthetic book and the real example; no id and no name
of another fund stands in any byte of any answer, refusals included, unless it pays into an own fund or is paid into by one."""
import json
import os
import pathlib

from service import PASSWORD, ROOT, Service, Tap, weir

tap = Tap()
FORMS = ({}, {"format": "csv"}, {"lang": "en"}, {"unit": "yi", "lang": "zh"})
AT = "2026-01-01"


def rows_of(book, relation):
    return json.loads(weir("show", book, relation, "--json", "--as-of", AT))["rows"]


def neighbours(book, own):
    """Funds that stand beside an own fund in a row: they are known to its manager."""
    known = set()
    for row in rows_of(book, "stakes"):
        if row["fund"] in own:
            known.add(row["investor"])
    for row in rows_of(book, "portfolio"):
        if row["fund"] in own:
            known.add(row["enterprise"])
    for row in rows_of(book, "flow"):
        if row["fund"] in own:
            known.update(v for v in (row["investor"], row["enterprise"], row["buyer"]) if v)
    for row in rows_of(book, "roles"):
        if row["in"] in own:
            known.add(row["party"])
    return known


def secrets(book, own):
    """Ids and names that must not be seen; those that are part of a seen one cannot be told apart and are left out."""
    known = own | neighbours(book, own)
    parties = rows_of(book, "parties")
    seen = [row["id"] for row in parties if row["id"] in known] + [row["name"] for row in parties if row["id"] in known]
    hidden = []
    for row in parties:
        if row["id"] in known or row["class"] not in ("mother_fund", "sub_fund", "direct_fund"):
            continue
        for word in (row["id"], row["name"]):
            if word and len(word) > 3 and not any(word in other for other in seen):
                hidden.append(word)
    return hidden


def check(s, person, scope, title):
    book = s.book
    weir("user", book, "add", person, "--name", "管理人", "--role", "gp", "--scope", scope, stdin=PASSWORD + "\n")
    client = s.client()
    assert client.sign_in(person).status == 200
    own = {row["fund"] for row in json.loads(weir("show", book, "funds", "--json", "--as-of", AT, "--scope", scope))["rows"]}
    tap.ok(own, f"{title}: the scope holds funds", scope)
    hidden = [word.encode() for word in secrets(book, own)]
    tap.ok(len(hidden) > 5, f"{title}: there is something to hide", len(hidden))
    relations = [row["name"] for row in json.loads(weir("show", book, "--json"))]
    allowed = filled = 0
    for relation in relations:
        for form in FORMS:
            reply = client.get(f"/api/relations/{relation}", as_of=AT, **form)
            found = [word.decode() for word in hidden if word in reply.body]
            tap.ok(not found, f"{title}: {relation} {form} names no other fund", (reply.status, found[:3]))
            tap.ok(reply.status == 200 or reply.code == "E_SCOPE_RELATION", f"{title}: {relation} {form} is shown or refused",
                   (reply.status, reply.body[:200]))
        if reply.status != 200:
            continue
        allowed += 1
        data = client.get(f"/api/relations/{relation}", as_of=AT).json
        filled += bool(data["rows"])
        whole = rows_of(book, relation)
        column = {"roles": "in", "sizes": "subject", "performance": "group", "performance_gross": "group"}.get(relation, "fund")
        wanted = [row for row in whole if row[column] in own and row.get("by", "fund") == "fund"]
        tap.equal(data["rows"], wanted, f"{title}: {relation}: all own rows, as they are")
        tap.equal(data["left_out"], {"undetermined": 0, "unpublished": 0}, f"{title}: {relation}: nothing is counted of others")
        for row in whole[:40]:
            if row[column] in own:
                continue
            key = "/".join(str(row[c["name"]]) for c in data["columns"][:2] if row[c["name"]] is not None)
            reply = client.get(f"/api/why/{relation}", key=key, column=data["columns"][-1]["name"], as_of=AT)
            found = [word.decode() for word in hidden if word in reply.body and word.decode() not in key]
            tap.ok(not found, f"{title}: why of another's row of {relation} says nothing", (reply.status, found[:3]))
    tap.ok(allowed >= 20 and filled >= 5, f"{title}: {allowed} relations may be seen, {filled} have rows", (allowed, filled))
    names = [word.decode() for word in hidden[:6]]
    for path, query in (("/api/look", {"from": names[0]}), ("/api/check", {}), ("/api/score", {}), ("/api/seals", {})):
        reply = client.get(path, **query)
        tap.ok(reply.status == 403, f"{title}: {path} is refused", reply.status)
    tap.equal(client.ask("POST", "/api/sql", {"statement": "select * from funds"}).status, 403, f"{title}: SQL is refused")
    mine = sorted(own)[0]
    forms = [{"kind": "nav.reported", "fields": {"fund": name, "amount": "1亿元", "date": "2025-12-31"}} for name in names]
    forms += [{"kind": "nav.reported", "fields": {"fund": "没有这只基金", "amount": "1亿元", "date": "2025-12-31"}},
              {"kind": "party.registered", "fields": {"id": "new-fund", "name": names[0], "class": "sub_fund"}},
              {"kind": "parameter.set", "fields": {"name": "policy_block", "value": "0个", "date": "2025-01-01"}},
              {"kind": "control.set", "fields": {"mode": "single", "date": "2025-01-01"}}]
    answers = []
    for form in forms:
        reply = client.ask("POST", "/api/drafts", form)
        tap.ok(reply.status == 403 and reply.code == "E_SCOPE_ROW", f"{title}: {form['kind']} of another is refused", reply.body[:300])
        first = reply.json["errors"][0] if reply.status == 403 else {}
        answers.append((first.get("code"), first.get("text_zh"), first.get("hint_zh")))
    tap.equal(len(set(answers)), 1, f"{title}: unknown and another's read the same")
    reply = client.ask("POST", "/api/drafts", {"kind": "nav.reported", "fields": {"fund": mine, "amount": "1亿元", "date": "2025-12-31"}})
    tap.equal(reply.status, 201, f"{title}: the own fund's value is a draft")
    tap.equal([d["maker"] for d in client.get("/api/drafts").json], [person], f"{title}: only own drafts are listed")


def synthetic(folder):
    book = pathlib.Path(folder) / "syn.weir"
    weir("generate", book, "--seed", 11, "--events", 6000)
    return book


with Service() as s:
    folder = s.folder.name
    book = synthetic(folder)
    with Service(book=book) as t:
        managers = sorted({row["party"] for row in rows_of(book, "roles") if row["role"] in ("manager", "gp")})
        for i, manager in enumerate(managers[:3]):
            check(t, f"gp{i}", manager, f"synthetic {manager}")
        check(t, "gp9", ",".join(managers[3:6]), "three managers")
demo = pathlib.Path(os.environ.get("WEIR_BUILD", ROOT / "build")) / "demo.weir"
if demo.exists():
    with Service() as s:
        copy = pathlib.Path(s.folder.name) / "demo.weir"
        copy.write_bytes(demo.read_bytes())
        with Service(book=copy) as t:
            check(t, "gp1", "gba-vc-guidance,sz-guidance-fund", "the real example")
tap.end()
