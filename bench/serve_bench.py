#!/usr/bin/python3
"""The service under load: serve_bench.py BINARY FOLDER [ENTRIES] [SECONDS [SOAK]]

On a synthetic book (1,000,000 entries unless told): wrk asks for a cached relation and for a static reply of the same size of
the same server in turns; 500 listeners while drafts are approved; idle and half-open connections. Prints ratios of medians
over turns; nothing is asserted here. SOAK: so many seconds of reading and approving at the end, with the memory told each minute.
"""
import http.client
import json
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

PASSWORD = "塘边春水绿如蓝 渡口 七"
TURNS = 3


class Server:
    def __init__(self, binary, book):
        self.process = subprocess.Popen([binary, "serve", book, "--listen", "127.0.0.1:0", "--quiet", "--rate", "1000000", "--lang", "en"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(re.search(r":(\d+)/", self.process.stdout.readline())[1])

    def memory_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Person:
    def __init__(self, port, name):
        self.port = port
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = self.csrf = None
        status, headers, body = self.ask("POST", "/api/session", {"id": name, "password": PASSWORD})
        assert status == 200, body
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.csrf = json.loads(body)["csrf"]

    def ask(self, method, path, body=None):
        send = {"Content-Type": "application/json"} if body is not None else {}
        if self.cookie:
            send.update({"Cookie": self.cookie, "X-Weir-CSRF": self.csrf})
        self.wire.close()  # the last one may lie longer ago than idle connections live
        self.wire.request(method, path, json.dumps(body) if body is not None else None, send)
        answer = self.wire.getresponse()
        return answer.status, answer.headers, answer.read()


def wrk(port, path, cookie, seconds):
    """Requests a second, p50 and p99 in milliseconds."""
    words = ["wrk", "-t1", "-c32", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}{path}"]
    if cookie:
        words[1:1] = ["-H", f"Cookie: {cookie}"]
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    unit = {"us": 1e-3, "ms": 1, "s": 1e3}
    cut = {p: float(v) * unit[u] for p, v, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", text)}
    assert "Non-2xx" not in text, text
    return rate, cut["50"], cut["99"]


def overview_against_static(server, person, seconds):
    """The overview's largest answer against a page file of the nearest size."""
    path = "/api/relations/fund_total?limit=100&sort=-paid_in"
    size = len(person.ask("GET", path)[2])
    page = person.ask("GET", "/")[2].decode()
    assets = {name: len(person.ask("GET", name)[2]) for name in re.findall(r'(/assets/[\w.-]+)', page)}
    static = min(assets or {"/": len(page)}, key=lambda name: abs((assets or {"/": 0})[name] - size))
    both = [(wrk(server.port, path, person.cookie, seconds), wrk(server.port, static, None, seconds)) for _ in range(TURNS)]
    rate = [statistics.median(turn[i][0] for turn in both) for i in (0, 1)]
    slow = [statistics.median(turn[i][2] for turn in both) for i in (0, 1)]
    print(f"relation of {size:,} bytes: {rate[0]:,.0f} a second, p99 {slow[0]:.2f} ms; static file of {assets.get(static, 0):,} bytes: "
          f"{rate[1]:,.0f} a second, p99 {slow[1]:.2f} ms; ratio {rate[0] / rate[1]:.2f}, of p99 {slow[0] / slow[1]:.2f}")


def listen(port, cookie, ids, ready, stop):
    wire = socket.create_connection(("127.0.0.1", port), 30)
    wire.sendall(f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    wire.settimeout(1)
    text = b""
    ready.release()
    while not stop.is_set():
        try:
            part = wire.recv(1 << 16)
        except TimeoutError:
            continue
        if not part:
            break
        text += part
    wire.close()
    ids.append([int(i) for i in re.findall(rb"event: head\nid: (\d+)", text)])


def streams(server, listeners, drafts):
    """Drafts approved as fast as one checker can while listeners listen: none lost, none out of order."""
    maker, checker = Person(server.port, "mei"), Person(server.port, "chen")
    made = []
    for i in range(drafts):
        body = {"kind": "document.filed", "fields": {"title": f"文件 {time.time_ns()} {i}", "class": "report"}}
        status, _, answer = maker.ask("POST", "/api/drafts", body)
        if status != 201:
            print("no draft:", answer[:300].decode())
            return
        made.append(json.loads(answer)["id"])
    ids, ready, stop = [], threading.Semaphore(0), threading.Event()
    threads = [threading.Thread(target=listen, args=(server.port, maker.cookie, ids, ready, stop), daemon=True) for _ in range(listeners)]
    for thread in threads:
        thread.start()
    for _ in threads:
        ready.acquire()
    began = time.perf_counter()
    for draft in made:
        status, _, answer = checker.ask("POST", f"/api/drafts/{draft}/approve", {"version": 1})
        assert status == 200, answer
    took = time.perf_counter() - began
    time.sleep(1)
    head = json.loads(maker.ask("GET", "/api/head")[2])["seq"]
    stop.set()
    for thread in threads:
        thread.join(10)
    whole = sum(bool(each) and each[-1] == head for each in ids)
    ordered = sum(each == sorted(each) for each in ids)
    print(f"{listeners} listeners, {drafts} drafts approved in {took:.2f} s ({drafts / took:.0f} a second): {whole} heard of the last entry, "
          f"{ordered} in order, {statistics.mean(len(each) for each in ids):.1f} messages each")


def idle(server, count):
    wires = []
    try:
        for _ in range(count):
            wire = socket.create_connection(("127.0.0.1", server.port), 10)
            wires.append(wire)
    except OSError as error:
        print(f"{len(wires)} connections, then: {error}")
    began = time.perf_counter()
    wire = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    wire.request("GET", "/health")
    status = wire.getresponse().status
    print(f"{len(wires):,} idle connections: the next request is answered with {status} in {(time.perf_counter() - began) * 1e3:.1f} ms")
    for each in wires:
        each.close()


def soak(server, seconds):
    """Reading, drafting and approving for so long; memory at the start and after each minute."""
    maker, checker = Person(server.port, "mei"), Person(server.port, "chen")
    told, until, rounds = [server.memory_kib()], time.monotonic() + seconds, 0
    minute = time.monotonic() + 60
    while time.monotonic() < until:
        rounds += 1
        for path in ("/api/relations/funds?limit=100", "/api/relations/positions?limit=100&offset=100", f"/api/relations/cash?limit={rounds % 97 + 1}"):
            maker.ask("GET", path)
        body = {"kind": "document.filed", "fields": {"title": f"文件 {time.time_ns()}", "class": "report"}}
        draft = json.loads(maker.ask("POST", "/api/drafts", body)[2])["id"]
        checker.ask("POST", f"/api/drafts/{draft}/approve", {"version": 1})
        if time.monotonic() > minute:
            told.append(server.memory_kib())
            minute += 60
    print(f"{rounds} rounds of reading and approving in {seconds} s: memory " + ", ".join(f"{kib / 1024:.0f}" for kib in told) + " MiB")


def main(binary, folder, entries=1000000, seconds=5, soak_seconds=0):
    import resource
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    book = pathlib.Path(folder) / f"serve-{entries}.weir"
    for old in book.parent.glob(f"{book.name}-*"):
        old.unlink()
    if not book.exists():
        subprocess.run([binary, "generate", str(book), "--seed", "7", "--events", str(entries)], check=True, stdout=subprocess.DEVNULL)
    for name, role in (("adam", "admin"), ("mei", "maker"), ("chen", "checker")):
        subprocess.run([binary, "user", str(book), "add", name, "--name", name, "--role", role], input=PASSWORD + "\n", text=True, check=True,
                       stdout=subprocess.DEVNULL)
    server = Server(binary, str(book))
    person = Person(server.port, "mei")
    began = time.perf_counter()
    person.ask("GET", "/api/relations/positions?limit=100")
    print(f"{entries:,} entries: positions worked out in {(time.perf_counter() - began) * 1e3:.1f} ms, then from memory; "
          f"{server.memory_kib() / 1024:.0f} MiB")
    overview_against_static(server, person, int(seconds))
    streams(server, 500, 300)
    idle(server, 10000)
    if soak_seconds:
        soak(server, soak_seconds)
    print(f"memory {server.memory_kib() / 1024:.0f} MiB; the service ended with {server.end()}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
