#!/usr/bin/python3
"""Maker and checker over HTTP: forms, files, errors mended, attachments, two checkers racing, the two-person limit, returns,
reversals, news to listeners; the book afterwards is what the command line shows."""
import json
import threading
import time

from service import PASSWORD, ROLES, Service, Tap, weir

tap = Tap()


def form(amount, key=None, investor="lp-city", fund="fund-a"):
    body = {"kind": "contribution.paid", "fields": {"investor": investor, "fund": fund, "amount": amount, "date": "2021-05-06"}}
    return {**body, "key": key} if key else body


def listen(client, seen, ready, stop):
    """Messages of the stream, as (event, id, data), until told to stop."""
    client.connection.request("GET", "/api/events", headers={"Cookie": f"weir_session={client.cookie}"})
    answer = client.connection.getresponse()
    ready.set()
    message = {}
    while not stop.is_set():
        line = answer.readline().decode().rstrip("\n")
        if line == "" and message:
            seen.append((message.get("event"), message.get("id"), json.loads(message.get("data", "null"))))
            message = {}
        elif ": " in line and not line.startswith(":"):
            name, value = line.split(": ", 1)
            message[name] = value


with Service() as s:
    weir("user", s.book, "add", "wu", "--name", "吴", "--role", "checker", stdin=PASSWORD + "\n")
    weir("user", s.book, "add", "ma", "--name", "马", "--role", "maker", stdin=PASSWORD + "\n")
    weir("post", s.book, "control.set", "mode=four_eyes", "limit=500万元", "reason=内控办法")
    maker, checker, viewer, gp = (s.client(role) for role in ("maker", "checker", "viewer", "gp"))
    second = s.client()
    second.sign_in("wu")
    seen, ready, stop = [], threading.Event(), threading.Event()
    watcher = s.client("viewer")
    thread = threading.Thread(target=listen, args=(watcher, seen, ready, stop), daemon=True)
    thread.start()
    ready.wait(10)

    # ---- a form becomes a draft, is approved, is in the book with both ids
    head = maker.get("/api/head").json["seq"]
    tap.equal(maker.get("/api/session").json["book"]["four_eyes"], True, "the session says that two must act")
    reply = maker.ask("POST", "/api/drafts", form("1万元", "form-1"))
    tap.equal(reply.status, 201, "a form becomes a draft")
    draft = reply.json
    again = maker.ask("POST", "/api/drafts", form("1万元", "form-1")).json
    tap.equal(again["id"], draft["id"], "the same form sent twice is one draft")
    tap.equal(maker.get("/api/head").json["seq"], head, "a draft does not touch the book")
    effect = checker.get(f"/api/drafts/{draft['id']}/effect", relation="positions").json
    row = effect["changed"][0]
    tap.equal((row["now"]["paid_in"]["lo"], row["after"]["paid_in"]["lo"]), ("3000000.00", "3010000.00"), "its effect on positions")
    tap.equal(checker.get(f"/api/drafts/{draft['id']}/verdicts").status, 200, "verdicts that would change")
    tap.equal(maker.ask("POST", f"/api/drafts/{draft['id']}/approve", {"version": 1}).code, "E_HTTP_ROLE", "a maker does not approve")
    reply = checker.ask("POST", f"/api/drafts/{draft['id']}/approve", {"version": 9})
    tap.equal((reply.status, reply.code), (409, "E_DRAFT_CHANGED"), "a version that is not the draft's")
    reply = checker.ask("POST", f"/api/drafts/{draft['id']}/approve", {"version": 1})
    tap.equal((reply.status, reply.json.get("state")), (200, "posted"), "approved")
    rows = json.loads(weir("show", s.book, "journal", "--json", "--where", f"entry={reply.json['first_seq']}"))["rows"]
    tap.equal((rows[0]["maker"], rows[0]["approver"]), (ROLES["maker"], ROLES["checker"]), "the entry names both")
    seen_page = viewer.get("/api/relations/positions", where="fund=fund-a").json["rows"][0]["paid_in"]["lo"]
    shown = json.loads(weir("show", s.book, "positions", "--json", "--where", "fund=fund-a"))["rows"][0]["paid_in"]["lo"]
    tap.equal(seen_page, shown, "the figure is that of the command line")
    reply = checker.ask("POST", f"/api/drafts/{draft['id']}/approve", {"version": 2})
    tap.equal((reply.status, reply.code), (409, "E_DRAFT_DONE"), "approved already")
    tap.ok(ROLES["checker"] in reply.json["errors"][0]["text_en"], "… and it says by whom", reply.body[:300])

    # ---- own drafts
    own = checker.ask("POST", "/api/drafts", form("2万元")).json
    tap.equal(checker.ask("POST", f"/api/drafts/{own['id']}/approve", {"version": 1}).code, "E_DRAFT_OWN", "nobody approves his own")
    tap.equal(checker.ask("POST", f"/api/drafts/{own['id']}/return", {"version": 1, "reason": "x"}).code, "E_DRAFT_OWN", "nor returns it")
    tap.equal(maker.ask("POST", f"/api/drafts/{own['id']}/withdraw", {"version": 1}).code, "E_DRAFT_OTHERS", "only the maker withdraws")
    tap.equal(checker.ask("POST", f"/api/drafts/{own['id']}/withdraw", {"version": 1}).json["state"], "withdrawn", "and he may")

    # ---- a file with errors, mended, approved
    text = "investor,fund,amount,date\nlp-city,fund-a,1万元,2021-06-01\nlp-city,fund-z,1万元,2021-06-01\nlp-city,fund-b,abc,2021-06-02\n"
    reply = maker.ask("POST", "/api/drafts", {"file_name": "缴款.csv", "kind": "contribution.paid", "text": text}, query={"dry_run": "yes"})
    tap.equal((reply.status, [e["row"] for e in reply.json["errors"]]), (422, [4, 3]) if reply.json["errors"][0]["row"] == 4 else (422, [3, 4]),
              "a file with two bad rows is refused, each row told")
    tap.ok("error_zh" in reply.json["mend"], "the bad rows come back as CSV to mend", reply.json.get("mend"))
    mended = text.replace("fund-z", "fund-b").replace("abc", "2万元")
    draft = maker.ask("POST", "/api/drafts", {"file_name": "缴款.csv", "kind": "contribution.paid", "text": mended, "note": "五月缴款"}).json
    tap.equal(draft["rows"], 3, "mended, it is a draft of three rows")
    whole = checker.get(f"/api/drafts/{draft['id']}").json
    tap.ok("2万元" in whole["text"] and whole["draft"][0]["note"] == "五月缴款", "the checker sees the rows and the note", whole)

    # ---- attachments
    pdf = b"%PDF-1.4 \x00\xff paper"
    first = maker.ask("POST", f"/api/drafts/{draft['id']}/attachments", raw=pdf, query={"name": "../../缴款 凭证.pdf"})
    tap.equal(first.status, 201, "a PDF is attached")
    back = checker.ask("GET", f"/api/drafts/{draft['id']}/attachments/{first.json['hash']}")
    tap.equal(back.body, pdf, "and comes back byte for byte")
    tap.ok(back.headers["Content-Disposition"].startswith("attachment") and "..%2F" not in back.headers["Content-Disposition"],
           "as a download, its name without a way", back.headers["Content-Disposition"])
    tap.equal(back.headers["Content-Type"], "application/octet-stream", "never as something that a browser shows")
    reply = maker.ask("POST", f"/api/drafts/{draft['id']}/attachments", raw=b"\x7fELF\xff\xfe\x00", query={"name": "a.pdf"})
    tap.equal((reply.status, reply.code), (415, "E_ATTACHMENT_TYPE"), "what it is counts, not what it is called")
    tap.equal(viewer.ask("POST", f"/api/drafts/{draft['id']}/attachments", raw=pdf).status, 403, "a viewer attaches nothing")
    tap.equal(checker.ask("POST", f"/api/drafts/{draft['id']}/approve", {"version": 1}).code, "E_DRAFT_CHANGED", "nor is one approved whose papers were not seen")
    draft["version"] += 1

    # ---- returned with a reason, mended, approved
    reply = checker.ask("POST", f"/api/drafts/{draft['id']}/return", {"version": draft["version"], "reason": "  "})
    tap.equal(reply.code, "E_REASON_NEEDED", "a return needs a reason")
    reply = checker.ask("POST", f"/api/drafts/{draft['id']}/return", {"version": draft["version"], "reason": "日期应为六月三日"}).json
    tap.equal(reply["state"], "returned", "returned")
    change = {"version": reply["version"], "file_name": "缴款.csv", "kind": "contribution.paid", "text": mended.replace("06-02", "06-03")}
    stranger = s.client()
    stranger.sign_in("ma")
    tap.equal(stranger.ask("PUT", f"/api/drafts/{draft['id']}", change).code, "E_DRAFT_OTHERS", "somebody else's draft is not mended")
    reply = maker.ask("PUT", f"/api/drafts/{draft['id']}", change).json
    tap.equal(reply["state"], "waiting", "mended, it waits again")
    old = checker.ask("POST", f"/api/drafts/{draft['id']}/approve", {"version": draft["version"]})
    tap.equal(old.code, "E_DRAFT_CHANGED", "who saw the old version does not approve the new one")

    # ---- two checkers at once
    results = []
    gate = threading.Barrier(2)

    def press(client):
        gate.wait()
        results.append(client.ask("POST", f"/api/drafts/{draft['id']}/approve", {"version": reply["version"]}))

    threads = [threading.Thread(target=press, args=(client,)) for client in (checker, second)]
    before = viewer.get("/api/head").json["seq"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    tap.equal(sorted(r.status for r in results), [200, 409], "of two who press at once one decides")
    tap.equal(viewer.get("/api/head").json["seq"], before + 3, "and the rows are entered once")
    history = [h["what"] for h in viewer.get(f"/api/drafts/{draft['id']}").json["history"]]
    tap.equal(history, ["made", "attached", "returned", "changed", "posted"], "the history tells it")

    # ---- above the limit two must
    big = maker.ask("POST", "/api/drafts", form("500万元", fund="fund-b")).json
    tap.equal(big["checkers_needed"], 2, "from the limit on two must approve")
    one = checker.ask("POST", f"/api/drafts/{big['id']}/approve", {"version": 1}).json
    tap.equal(one["state"], "second", "the first approval does not enter it")
    tap.equal(checker.ask("POST", f"/api/drafts/{big['id']}/approve", {"version": 2}).code, "E_DRAFT_TWICE", "nobody approves twice")
    two = second.ask("POST", f"/api/drafts/{big['id']}/approve", {"version": 2}).json
    tap.equal((two["state"], two["first_checker"], two["checker"]), ("posted", ROLES["checker"], "wu"), "the second enters it")

    # ---- reversed through a draft
    entry = two["first_seq"]
    undo = maker.ask("POST", "/api/drafts", {"kind": "entry.reversed", "fields": {"entry": str(entry), "reason": "重复"}}).json
    tap.equal(undo["checkers_needed"], 2, "it weighs what it takes back: two must approve")
    second.ask("POST", f"/api/drafts/{undo['id']}/approve", {"version": 1})
    done = checker.ask("POST", f"/api/drafts/{undo['id']}/approve", {"version": 2})
    tap.ok(done.status == 200, "a reversal is a draft like any other", done.body[:300])
    gone = json.loads(weir("show", s.book, "journal", "--json", "--where", f"entry={entry}"))["rows"][0]
    tap.equal(gone["reversed_by"], done.json["first_seq"], "the entry is reversed")

    # ---- what the book refuses at approval leaves the draft
    late = maker.ask("POST", "/api/drafts", form("100万元", fund="fund-a")).json
    other = maker.ask("POST", "/api/drafts", form("650万元", fund="fund-a")).json
    checker.ask("POST", f"/api/drafts/{other['id']}/approve", {"version": 1})
    second.ask("POST", f"/api/drafts/{other['id']}/approve", {"version": 2})
    reply = checker.ask("POST", f"/api/drafts/{late['id']}/approve", {"version": 1})
    tap.equal((reply.status, reply.code), (422, "E_OVER_COMMITMENT"), "what no longer fits is refused at approval")
    tap.equal(viewer.get(f"/api/drafts/{late['id']}").json["draft"][0]["state"], "waiting", "and the draft waits on")

    # ---- the stream told of all of it, in order
    time.sleep(0.5)
    stop.set()
    ids = [int(i) for event, i, _ in seen if event == "head"]
    tap.ok(ids == sorted(ids) and ids[-1] == viewer.get("/api/head").json["seq"], "listeners heard of every head, in order", ids)
    tap.ok(sum(event == "drafts" for event, _, _ in seen) >= 10, "and of drafts", len(seen))
    weir("verify", s.book)
    tap.ok(True, "the book verifies")
tap.end()
