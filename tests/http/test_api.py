#!/usr/bin/python3
"""Each route of the OpenAPI document with each role, wrong types, sizes, encodings; what is refused is refused as documented."""
import json
import socket

from service import ROLES, Service, Tap, weir

tap = Tap()
DOCUMENT = json.loads(weir("openapi"))
FILL = {"relation": "funds", "kind": "party.registered", "draft": "1", "hash": "0" * 64, "person": "nobody",
        "session": "999999", "token": "999999", "job": "999999"}


def path_of(template):
    for name, value in FILL.items():
        template = template.replace("{" + name + "}", value)
    return template


def routes():
    for template, methods in DOCUMENT["paths"].items():
        for method, route in methods.items():
            yield template, path_of(template), method.upper(), route


def body_of(route):
    """A body of the right types, or None."""
    content = route.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return None
    sample = {"string": "x", "integer": 1, "boolean": True, "object": {}}
    return {name: sample[kind["type"]] for name, kind in schema["properties"].items()}


def send(client, method, path, route, **more):
    if "application/octet-stream" in route.get("requestBody", {}).get("content", {}):
        return client.ask(method, path, raw=b"x", **more)
    return client.ask(method, path, body_of(route), **more)


def is_skipped(template, method):
    return template in ("/api/events", "/api/session", "/api/session/password")


with Service() as s:
    # ---- the document itself
    served = s.client().get("/api/openapi.json")
    tap.equal(served.json, DOCUMENT, "the service serves the document that the program prints")
    tap.ok(DOCUMENT["openapi"].startswith("3.1"), "OpenAPI 3.1")

    # ---- every route with every role
    nobody = s.client()
    clients = {role: s.client(role) for role in ROLES}
    for template, path, method, route in routes():
        if is_skipped(template, method):
            continue
        allowed = route.get("x-roles")
        if allowed is None:
            continue
        reply = send(nobody, method, path, route)
        tap.ok(reply.status == 401 and reply.code == "E_SESSION", f"{method} {template} without a session: 401", reply.body)
        for role, client in clients.items():
            reply = send(client, method, path, route)
            refused = reply.status == 403 and reply.code == "E_HTTP_ROLE"
            tap.ok(refused == (role not in allowed), f"{method} {template} as {role}: {'let in' if role in allowed else '403'}",
                   (reply.status, reply.body[:300]))
            tap.ok(reply.status != 500, f"{method} {template} as {role}: no 500", (reply.status, reply.body[:300]))

    # ---- wrong parameters, wrong types
    admin, maker = clients["admin"], clients["maker"]
    for template, path, method, route in routes():
        allowed = route.get("x-roles")
        if allowed is None or is_skipped(template, method):
            continue
        client = clients[allowed[-1]]
        reply = send(client, method, path, route, query={"nonsense": "1"})
        tap.ok(reply.status == 400 and reply.code == "E_HTTP_PARAMETER", f"{method} {template}: an unknown parameter is refused",
               (reply.status, reply.body[:300]))
        body = body_of(route)
        if body is None:
            continue
        for name in body:
            wrong = {**body, name: [1]}
            reply = client.ask(method, path, wrong)
            tap.ok(reply.status in (400, 404), f"{method} {template}: {name} of a wrong type is refused",
                   (reply.status, reply.body[:300]))
        reply = client.ask(method, path, {**body, "nonsense": 1})
        tap.ok(reply.status in (400, 404), f"{method} {template}: an unknown member is refused", (reply.status, reply.body[:300]))
        for text, what in ((b"{", "broken JSON"), (b"[]", "an array"), (b'{"a":1,"a":2}', "a doubled name"),
                           (b'{"id":"\\u0000"}', "a NUL"), (b'{"id":"\xc0\x80"}', "bad UTF-8"),
                           (b"[" * 100000, "a deep nest"), (b"", "nothing")):
            reply = client.ask(method, path, raw=text, headers={"Content-Type": "application/json"})
            tap.ok(reply.status in (400, 404), f"{method} {template}: {what} is refused", (reply.status, reply.body[:300]))
        reply = client.ask(method, path, raw=b"{}", headers={"Content-Type": "text/plain"})
        tap.equal(reply.status, 415, f"{method} {template}: a body that is not announced as JSON is refused")

    # ---- encodings and sizes of parameters
    for raw, what in (("%00", "a NUL"), ("%C0%80", "an overlong form"), ("%ED%A0%80", "a surrogate"), ("%FF", "no UTF-8")):
        reply = admin.ask("GET", f"/api/relations/funds?where=id%3D{raw}")
        tap.ok(reply.status == 400, f"{what} in a parameter is refused", (reply.status, reply.body[:200]))
    reply = admin.ask("GET", "/api/relations/funds?where=" + "x" * 5000)
    tap.ok(reply.status == 400, "a parameter beyond 4,096 bytes is refused", reply.status)
    reply = admin.ask("GET", "/api/relations/funds?as_of=2020-01-01&as_of=2020-01-02")
    tap.equal(reply.status, 400, "a parameter that stands twice is refused")
    reply = admin.get("/api/relations/funds", as_of="2023-02-30")
    tap.ok(reply.status == 400 and reply.code == "E_OPTION_VALUE", "a day that there is not", reply.body[:200])
    reply = admin.get("/api/relations/no_such")
    tap.ok(reply.status == 404 and reply.code == "E_RELATION_UNKNOWN", "an unknown relation", reply.body[:200])
    reply = admin.get("/api/relations/funds", limit="-1")
    tap.equal(reply.status, 400, "a limit below zero")
    reply = admin.ask("GET", "/api/../etc/passwd")
    tap.ok(reply.status == 404, "a path that climbs", reply.status)
    tap.equal(nobody.ask("DELETE", "/api/relations/funds").status, 405, "a method that the path does not take")
    tap.ok("GET" in nobody.ask("DELETE", "/api/relations/funds").headers["Allow"], "Allow names the methods that it takes")
    def raw_status(head):
        """The status line of an answer to a request of which only the head is sent."""
        with socket.create_connection(("127.0.0.1", s.port), 10) as wire:
            wire.sendall(head)
            return wire.recv(200).split(b"\r\n")[0]

    head = (f"POST /api/sql HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: weir_session={maker.cookie}\r\nX-Weir-CSRF: {maker.csrf}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {2 << 20}\r\n\r\n").encode()
    tap.ok(b" 413 " in raw_status(head), "a body beyond the route's limit is refused before it is read", raw_status(head))
    head = b"GET /api/head HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 60000 + b"\r\n\r\n"
    tap.ok(b" 431 " in raw_status(head), "oversized headers are refused", raw_status(head))
    tap.equal(s.client().get("/health").status, 200, "the service is well afterwards")

    # ---- figures are those of the command line
    for relation in ("funds", "positions", "cluster_size", "stakes", "journal"):
        seen = admin.get(f"/api/relations/{relation}", as_of="2021-01-01", lang="zh").json
        wanted = json.loads(weir("show", s.book, relation, "--as-of", "2021-01-01", "--json"))
        tap.equal(seen["rows"], wanted["rows"], f"{relation}: the rows of weir show --json")
        tap.equal(seen["head"], wanted["head"], f"{relation}: the same head")
    reply = admin.get("/api/relations/positions", format="csv")
    tap.ok(reply.headers["Content-Disposition"].startswith("attachment"), "CSV is a download")
    again = admin.ask("GET", "/api/relations/funds", headers={"If-None-Match": admin.get("/api/relations/funds").headers["ETag"]})
    tap.equal((again.status, again.body), (304, b""), "an answer that is known is not sent again")
    seen = admin.ask("POST", "/api/sql", {"statement": "select count(*) as n from flow"}).json
    tap.ok("4" in json.dumps(seen), "SQL answers", seen)
    tap.ok("weir_requests_total" in admin.get("/metrics").body.decode(), "metrics")
    log = s.read_log()
    tap.ok(all(json.loads(line) for line in log.splitlines()), "each line of the log is JSON")
tap.end()
