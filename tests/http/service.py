"""A service to test against: a book, its people, `weir serve` on a free port, and a client that keeps what a browser keeps."""
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import urllib.parse

WEIR = os.environ.get("WEIR", "build/weir")
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PASSWORD = "塘边春水绿如蓝 渡口 七"  # twelve characters at least, none of the ids
ROLES = {"viewer": "vera", "maker": "mei", "checker": "chen", "gp": "gu", "auditor": "an", "admin": "adam"}


def weir(*words, stdin=None, expect=0):
    """Run the program; its standard output. Any other end than expected is told with what it said."""
    done = subprocess.run([WEIR, *map(str, words)], input=stdin, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert expect is None or done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout


def sample_book(path):
    """A small cluster: two managers with a fund each, an investor, money."""
    weir("init", path, "--maker", "adam", "--name", "管理员")
    rows = [
        {"kind": "party.registered", "id": "lp-city", "name": "新安市财政局", "class": "government", "date": "2020-01-02"},
        {"kind": "party.registered", "id": "gp-a", "name": "甲管理有限公司", "class": "gp", "date": "2020-01-02"},
        {"kind": "party.registered", "id": "gp-b", "name": "乙管理有限公司", "class": "gp", "date": "2020-01-02"},
        {"kind": "party.registered", "id": "fund-a", "name": "甲芯片基金", "class": "sub_fund", "date": "2020-01-02"},
        {"kind": "party.registered", "id": "fund-b", "name": "乙机器人基金", "class": "sub_fund", "date": "2020-01-02"},
        {"kind": "party.registered", "id": "ent-x", "name": "=1+1 显芯<img src=x onerror=alert(1)>", "class": "enterprise",
         "date": "2020-01-02"},
        {"kind": "role.assigned", "party": "gp-a", "in": "fund-a", "role": "manager", "date": "2020-01-02"},
        {"kind": "role.assigned", "party": "gp-b", "in": "fund-b", "role": "manager", "date": "2020-01-02"},
        {"kind": "commitment.signed", "investor": "lp-city", "fund": "fund-a", "amount": "1000万元", "date": "2020-02-01"},
        {"kind": "commitment.signed", "investor": "lp-city", "fund": "fund-b", "amount": "2000万元", "date": "2020-02-01"},
        {"kind": "contribution.paid", "investor": "lp-city", "fund": "fund-a", "amount": "300万元", "date": "2020-03-01"},
        {"kind": "contribution.paid", "investor": "lp-city", "fund": "fund-b", "amount": "600万元", "date": "2020-03-01"},
    ]
    weir("import", path, "-", stdin="".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


class Reply:
    """Status, headers and body of an answer."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["errors"][0]["code"]


class Client:
    """One person's browser, or a program with a token."""

    def __init__(self, port, token=None):
        self.port, self.cookie, self.csrf, self.token = port, None, None, token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path, body=None, headers=None, query=None, raw=None):
        if query:
            path += "?" + urllib.parse.urlencode(query, doseq=True)
        send = {"Accept": "application/json"}
        data = raw
        if body is not None:
            data, send["Content-Type"] = json.dumps(body).encode(), "application/json"
        elif raw is not None:
            send["Content-Type"] = "application/octet-stream"
        if self.cookie:
            send["Cookie"] = f"weir_session={self.cookie}"
            if method != "GET" and self.csrf:
                send["X-Weir-CSRF"] = self.csrf
        if self.token:
            send["Authorization"] = f"Bearer {self.token}"
        send.update(headers or {})
        send = {name: value for name, value in send.items() if value is not None}
        try:
            self.connection.request(method, path, data, send)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError, BrokenPipeError):
            self.connection.close()
            self.connection.request(method, path, data, send)
            answer = self.connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())

    def get(self, path, **query):
        return self.ask("GET", path, query=query)

    def sign_in(self, person, password=PASSWORD):
        reply = self.ask("POST", "/api/session", {"id": person, "password": password})
        if reply.status == 200:
            self.cookie = re.search(r"weir_session=([^;]+)", reply.headers["Set-Cookie"])[1]
            self.csrf = reply.json["csrf"]
        return reply


class Service:
    """`weir serve` on a book, until the with-block ends."""

    def __init__(self, book=None, people=True, options=(), four_eyes=False):
        self.folder = tempfile.TemporaryDirectory()
        self.book = pathlib.Path(self.folder.name) / "city.weir" if book is None else pathlib.Path(book)
        if book is None:
            sample_book(self.book)
        if people:
            order = ["admin", *[role for role in ROLES if role != "admin"]]
            for role in order:
                scope = ["--scope", "gp-a"] if role == "gp" else []
                weir("user", self.book, "add", ROLES[role], "--name", role, "--role", role, *scope, stdin=PASSWORD + "\n")
        if four_eyes:
            weir("post", self.book, "control.set", "mode=four_eyes", "reason=复核")
        self.log = open(pathlib.Path(self.folder.name) / "log", "w+", encoding="utf-8")
        self.process = subprocess.Popen([WEIR, "serve", str(self.book), "--listen", "127.0.0.1:0", "--lang", "en", "--rate", "1000000", *options],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        found = re.search(r":(\d+)/", line)
        assert found, (line, self.read_log())
        self.port = int(found[1])

    def read_log(self):
        self.log.flush()
        with open(self.log.name, encoding="utf-8") as log:
            return log.read()

    def client(self, role=None, **more):
        client = Client(self.port, **more)
        if role:
            reply = client.sign_in(ROLES[role])
            assert reply.status == 200, (role, reply.status, reply.body)
        return client

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self.log.close()
        self.folder.cleanup()
        assert status == 0, f"the service ended with status {status}"


class Tap:
    """Counts checks and prints them as TAP; a failed one says what it saw."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, seen=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        if not good:
            print(f"# saw: {seen!r}"[:2000], flush=True)

    def equal(self, seen, wanted, name):
        self.ok(seen == wanted, name, (seen, "wanted", wanted))

    def end(self):
        print(f"1..{self.count}")
        raise SystemExit(1 if self.failed else 0)
