#!/usr/bin/env python3
"""Feeds the real programs with inputs that were right once, and were then changed at random.

Over the socket: requests in every mode and to every kind of page, changed as bytes (the parser of HTTP), as JSON (the readers
of events), as targets and as headers. To the command, as files: receipts, checkpoints, rule packs, imports, posts, settings.
A program may refuse; it may not be ended by a signal, hang, or answer 500, and what it takes it must show again as it was
given. An input that does any of that is kept, and replayed with --replay FILE.
"""

import argparse
import copy
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter

from daemon import Connection, Daemon, Gone
from outside import Violation
from traffic import Maker

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
SHARED = os.path.join(ROOT, "../shared/data")
KINDS = "bytes json target headers receipt checkpoint pack import census workbook mapping sketch post settings".split()
PATIENCE = 300  # seconds for one input: others may load the machine
IMPATIENCE = 0.5  # seconds for one that may never be whole
ODD_TEXTS = ["", "\0", "\ud800", "é", "\u202e", "A" * 70_000, "-1", "1e999", "9" * 40, "../../etc/passwd", "case/", "case/\n", "2024-02-30T25:61:61Z", "0000-00-00", "null", "%00", "🜁" * 300]
ODD_VALUES = [None, True, False, 0, -1, 2**31, 2**63, 2**64, 1e308, -0.0, 0.1, "", [], {}, [[[[[[]]]]]], {"": ""}] + ODD_TEXTS
ODD_NUMBERS = [b"0", b"-1", b"1", b"255", b"256", b"4294967295", b"4294967296", b"9223372036854775807", b"9223372036854775808", b"18446744073709551616", b"00", b"+1", b"0x10", b"1e9"]


def change_bytes(data, rand):
    """One to eight changes of the usual kinds."""
    data = bytearray(data)
    for _ in range(rand.choice([1, 1, 2, 4, 8])):
        at = rand.randrange(len(data) + 1)
        kind = rand.randrange(9)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << rand.randrange(8)
        elif kind == 1:
            data[at:at] = bytes([rand.randrange(256)]) * rand.choice([1, 1, 2, 100, 5000])
        elif kind == 2:
            del data[at : at + rand.choice([1, 2, 10, 100])]
        elif kind == 3:
            end = min(len(data), at + rand.randrange(1, 200))
            data[at:at] = data[at:end] * rand.choice([1, 1, 3, 50])
        elif kind == 4:
            del data[at:]
        elif kind == 5:
            numbers = list(re.finditer(rb"\d+", bytes(data)))
            if numbers:
                found = rand.choice(numbers)
                data[found.start() : found.end()] = rand.choice(ODD_NUMBERS)
        elif kind == 6:
            data[at:at] = rand.choice([b"\r\n", b"\n", b"\0", b"\r", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xe2\x80\x94", b'"', b"\\", b"{", b"]", b":", b",", b"&", b"*", b"%", b"- ", b"\t"])
        elif kind == 7 and data:
            other = rand.randrange(len(data))
            data[at % len(data)], data[other] = data[other], data[at % len(data)]
        elif kind == 8:
            lines = bytes(data).split(b"\n")
            rand.shuffle(lines) if rand.random() < 0.2 else lines.insert(rand.randrange(len(lines)), rand.choice(lines))
            data = bytearray(b"\n".join(lines))
    return bytes(data)


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], path + (name,))
    elif isinstance(value, list):
        for at in range(len(value)):
            yield from places(value[at], path + (at,))


def change_json(value, rand):
    value = copy.deepcopy(value)
    for _ in range(rand.choice([1, 1, 1, 2, 4])):
        path = rand.choice(list(places(value)))
        if not path:
            continue
        holder = value
        for name in path[:-1]:
            holder = holder[name]
        kind, last = rand.randrange(5), path[-1]
        if kind == 0:
            del holder[last]
        elif kind == 1 and isinstance(holder, dict):
            holder[rand.choice(["concerns", "corrects", "enteredtime", "timeprecision", "sequence", "recordedtime", "data_base64", "x", "traceparent", "UPPER", "a" * 30, "é"])] = rand.choice(ODD_VALUES)
        elif kind == 2 and isinstance(holder[last], str) and holder[last]:
            holder[last] = change_bytes(holder[last].encode("utf-8", "surrogatepass"), rand).decode("utf-8", "replace")
        else:
            holder[last] = rand.choice(ODD_VALUES)
    return value


def dump(value, rand):
    text = json.dumps(value, ensure_ascii=rand.random() < 0.5).encode("utf-8", "surrogatepass")
    if rand.random() < 0.05:
        text = b"[" * rand.choice([10, 500, 100_000]) + text
    if rand.random() < 0.05:
        text = text.replace(b'"id"', b'"id":"twice","id"', 1)
    return text


class Fuzz:
    def __init__(self, options, directory):
        self.options, self.directory = options, directory
        self.random = random.Random(options.seed)
        self.maker = Maker(options.seed, "fuzz", ["F-1", "F-2"])
        self.daemon = Daemon(options.daemon, directory)
        self.command = os.path.join(os.path.dirname(os.path.abspath(options.command or options.daemon)), "daybook")
        self.counts, self.found = Counter(), []

    # MARK: Over the socket

    def begin(self):
        self.daemon.start()
        connection = Connection(self.daemon.socket)
        batch = [self.maker.event() for _ in range(40)]
        status, body = connection.ask("POST", "/v1/events", json.dumps(batch).encode(), ("Content-Type: application/cloudevents-batch+json",))
        if status != 201:
            raise Violation(f"the seeds were refused: {body[:300]}")

        def get(target):
            return connection.ask("GET", target)[1]

        self.receipt, self.checkpoint = get("/v1/log/proof/7"), get("/v1/log/checkpoint")
        self.event, self.key = get("/v1/events/7"), get("/v1/log/key").decode().strip()
        self.size = 40
        connection.close()

    def event_seed(self):
        event = self.maker.event()
        if self.random.random() < 0.3:
            event |= {"enteredtime": "2024-11-01T10:00:00Z", "timeprecision": "day", "concerns": "case/F-2" if event["subject"] != "case/F-2" else "case/F-1",
                      "correlationid": "c-1", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "extra": 7}
        return event

    def request_json(self):
        rand = self.random
        batch = rand.random() < 0.3
        value = [self.event_seed() for _ in range(rand.randint(1, 4))] if batch else self.event_seed()
        body = dump(change_json(value, rand) if rand.random() < 0.95 else value, rand)
        kind = "cloudevents-batch" if batch else "cloudevents"
        return self.framed("POST", "/v1/events", [("Content-Type", f"application/{kind}+json")], body)

    def request_headers(self):
        """Binary mode, with odd attributes; and odd headers of other kinds."""
        rand, event = self.random, self.event_seed()
        body = json.dumps(event.pop("data")).encode()
        fields = [("Content-Type", "application/json")] + [(f"ce-{name}", str(value)) for name, value in event.items()]
        fields += rand.sample([("Daybook-Expected-Version", rand.choice(["0", "-1", "x", "9" * 30])), ("Prefer", rand.choice(["return=receipt", "return=minimal", ",,;"])),
                               ("Expect", "100-continue"), ("Transfer-Encoding", "chunked"), ("Content-Length", "5"), ("Accept", rand.choice(ODD_TEXTS[:14])), ("Content-Encoding", "gzip"),
                               ("Connection", "upgrade"), ("Host", ""), ("Last-Event-ID", rand.choice(["-1", "x", "99999999999999999999"]))], rand.randint(0, 2))
        for _ in range(rand.randint(1, 3)):
            at = rand.randrange(len(fields))
            name, value = fields[at]
            fields[at] = (name, rand.choice(ODD_TEXTS)) if rand.random() < 0.6 else (change_bytes(name.encode(), rand).decode("latin-1"), value)
        return self.framed("POST", "/v1/events", fields, body)

    def request_target(self):
        rand = self.random
        size = self.size
        seeds = [
            "/v1/events?subject=case/F-1&type=visit.made&actor=sw-1&source=/recovery/fuzz&from=2024-01-01&to=2024-12-31&after=3&limit=10", "/v1/events/7", f"/v1/events/7?at_size={size}",
            "/v1/cases/F-1/history?as_at=2025-01-01&known_at=2026-01-01T00:00:00Z", "/v1/cases/F-1?known_basis=entered", "/v1/decisions?actor=sw-2&kind=other&role=x&team=y&limit=5&cursor=abc",
            "/v1/decisions/9", "/v1/people/sw-3/events?limit=5", "/v1/log/checkpoint", "/v1/log/tile/0/000", "/v1/log/tile/0/000.p/40", "/v1/log/tile/entries/000.p/40", "/v1/log/tile/0/x001/234",
            "/v1/log/entries/7", "/v1/log/disclosure/7", "/v1/log/proof/7", f"/v1/log/consistency?from=3&to={size}", "/v1/log/key", "/v1/standards", "/v1/standards/knowsley", "/v1/standards/knowsley/overdue?as_at=2025-01-01&team=x",
            "/v1/cases/F-1/standards?pack=knowsley&as_at=2025-01-01", "/v1/status", "/metrics", "/openapi.json", "/v1/views/rebuild", "/v1/cases/F-1/chronology?from=2024-01-01", "/v1/cases/F-1/viewers",
        ]
        target = change_bytes(rand.choice(seeds).encode(), rand)
        return b"GET " + target.replace(b" ", b"%20").replace(b"\n", b"").replace(b"\r", b"") + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    def request_bytes(self):
        whole = self.framed("POST", "/v1/events", [("Content-Type", "application/cloudevents+json")], json.dumps(self.event_seed()).encode())
        return change_bytes(whole * self.random.choice([1, 1, 2]), self.random)

    @staticmethod
    def framed(method, target, fields, body):
        head = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".encode()
        for name, value in fields:
            head += f"{name}: {value}\r\n".encode("utf-8", "replace")
        return head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    def send(self, request, framed=True):
        """Status and body of the first answer; None where the connection just ended, or where it waits for more of a request
        that is not `framed`."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE if framed else IMPATIENCE)
            connection.connect(self.daemon.socket)
            answer = b""
            try:
                connection.sendall(request)
                while chunk := connection.recv(1 << 20):
                    answer += chunk
                    if not framed or answer.startswith(b"HTTP/1.1 200 OK") and b"text/event-stream" in answer[:600]:
                        break
            except TimeoutError:
                if framed:
                    raise
            except OSError:
                pass  # it may answer, and close, before it has read all
        if not answer:
            return None, b""
        head, _, body = answer.partition(b"\r\n\r\n")
        if not re.match(rb"HTTP/1\.1 \d\d\d ", head):
            raise Violation(f"no answer of HTTP: {answer[:100]}")
        return int(head[9:12]), body

    def over_socket(self, kind):
        request = getattr(self, "request_" + kind)()
        self.try_request(kind, request)

    def try_request(self, kind, request):
        try:
            status, body = self.send(request, framed=kind in ("json", "target", "replay"))
        except (TimeoutError, Violation, OSError) as failure:
            status, body = None, b""
            if self.daemon.alive():
                return self.keep(kind, request, f"the daemon does not answer: {failure!r}")
        self.counts[f"{kind} {status}"] += 1
        if not self.daemon.alive():
            self.keep(kind, request, f"the daemon ended with status {self.daemon.process.returncode}: {self.daemon.last_words()[-500:]}")
            self.daemon.start()
        elif status is not None and (status == 500 or status > 503):
            self.keep(kind, request, f"answered {status}: {body[:300]}")
        elif status == 201 and kind == "json":
            self.shown_again(request, body)

    def shown_again(self, request, body):
        """What was taken is shown as it was given."""
        posted = json.loads(request.partition(b"\r\n\r\n")[2])
        answer = json.loads(body)
        if isinstance(posted, list):
            posted, answer = posted[-1], answer["results"][-1]
        status, shown = self.send(f"GET /v1/events/{answer['position']} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        shown = json.loads(shown) if status == 200 else {}
        self.size = max(self.size, answer["position"] + 1)
        shown = shown.get("event", shown)
        for name, value in posted.items():
            if value is not None and shown.get(name) != value:
                self.keep("json", request, f"{name} was {value!r} and is shown as {shown.get(name)!r}")

    # MARK: Files for the command

    def files(self, kind):
        place = os.path.join(self.directory, "input")
        shutil.rmtree(place, ignore_errors=True)
        os.mkdir(place)
        path, rand = os.path.join(place, "file"), self.random

        def changed(data, name=path):
            with open(name, "wb") as file:
                file.write(change_bytes(data, rand))
            return name

        if kind == "receipt":
            with open(path + ".json", "wb") as file:
                file.write(self.event if rand.random() < 0.7 else change_bytes(self.event, rand))
            return ["log", "verify-receipt", changed(self.receipt), "--key", self.key, "--event", path + ".json"]
        if kind == "checkpoint":
            return ["log", "verify", "--since", changed(self.checkpoint), "--socket", self.daemon.socket]
        if kind == "pack":
            name = rand.choice([each for each in sorted(os.listdir(os.path.join(ROOT, "schemas/standards"))) if each.endswith(".yaml")])
            with open(os.path.join(ROOT, "schemas/standards", name), "rb") as file:
                return ["standards", "lint", changed(file.read(), os.path.join(place, name))]
        if kind == "import":
            source = os.path.join(SHARED, "ssda903-five-returns")
            for name in sorted(os.listdir(source)):
                if name.startswith("2017-"):
                    with open(os.path.join(source, name), "rb") as file:
                        lines = b"".join(file.readlines()[:30])
                    with open(os.path.join(place, name), "wb") as file:
                        file.write(change_bytes(lines, rand) if rand.random() < 0.4 else lines)
            return ["import", "ssda903", place, "--socket", self.daemon.socket]
        if kind in ("census", "workbook"):
            verb, folder = {"census": ("cin-census", "cin-census"), "workbook": ("annex-a", "annex-a")}[kind]
            source = os.path.join(SHARED, folder)
            name = rand.choice([each for each in sorted(os.listdir(source)) if each.endswith((".xml", ".xlsx"))])
            with open(os.path.join(source, name), "rb") as file:
                return ["import", verb, changed(file.read(), os.path.join(place, name)), "--socket", self.daemon.socket]
        if kind in ("mapping", "sketch"):
            mappings = os.path.join(ROOT, "schemas/mappings/ssd")
            name = rand.choice([each for each in sorted(os.listdir(mappings)) if each.endswith(".yaml")])
            with open(os.path.join(mappings, name), "rb") as file:
                mapping = file.read()
            # A table with the columns that the mapping names.
            columns = re.findall(rb"^  - (?:\{name: )?([a-z_0-9]+)", mapping.partition(b"values:")[0].partition(b"events:")[0], re.M) or [b"person_id"]
            rows = [b",".join(columns)] + [b",".join(rand.choice([b"P1", b"2024-02-03", b"Y", b"", b'"a ""b"" c"', b"17"]) for _ in columns) for _ in range(6)]
            table = changed(b"\n".join(rows)) if rand.random() < 0.5 or kind == "sketch" else path
            if table == path and not os.path.exists(path):
                with open(path, "wb") as file:
                    file.write(b"\n".join(rows))
            if kind == "sketch":
                return ["import", "csv", "--sketch", path]
            if rand.random() < 0.5:
                mapping = change_bytes(mapping, rand)
            with open(path + ".yaml", "wb") as file:
                file.write(mapping)
            return ["import", "csv", "--mapping", path + ".yaml", "--dry-run", path]
        if kind == "post":
            events = [self.event_seed() for _ in range(rand.randint(1, 5))]
            text = rand.choice([json.dumps(events[0]), json.dumps(events), "\n".join(map(json.dumps, events))]).encode()
            return ["post", changed(text), "--socket", self.daemon.socket]
        settings = {"origin": "example.org/fuzz", "master_key_file": self.daemon.keys["master"], "signing_key_file": self.daemon.keys["signing"], "index_gathers_events": 10}
        text = dump(change_json(settings, rand), rand) if rand.random() < 0.5 else json.dumps(settings).encode()
        return ["log", "verify", "--ledger", self.daemon.ledger, "--config", changed(text) if rand.random() < 0.7 else path]

    def over_files(self, kind):
        arguments = self.files(kind)
        began = time.monotonic()
        try:
            done = subprocess.run([self.command, *arguments], capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
            status = done.returncode
        except subprocess.TimeoutExpired:
            return self.keep_files(kind, arguments, f"no end after {PATIENCE} s")
        self.counts[f"{kind} {status}"] += 1
        if status < 0 or status > 64:
            name = signal.Signals(-status).name if status < 0 else status
            self.keep_files(kind, arguments, f"the command ended with {name} after {time.monotonic() - began:.1f} s: {done.stderr[-400:]}")
        elif status and not done.stderr.strip() and not done.stdout.strip():
            self.keep_files(kind, arguments, f"status {status}, and no word why")
        if not self.daemon.alive():
            self.keep_files(kind, arguments, f"the daemon ended: {self.daemon.last_words()[-500:]}")
            self.daemon.start()

    # MARK: What was found

    def keep(self, kind, request, why):
        path = os.path.join(self.options.keep, f"{kind}-{self.options.seed}-{len(self.found)}")
        os.makedirs(self.options.keep, exist_ok=True)
        with open(path, "wb") as file:
            file.write(request)
        self.found.append((path, why))
        print(f"FOUND: {path}: {why}", flush=True)

    def keep_files(self, kind, arguments, why):
        path = os.path.join(self.options.keep, f"{kind}-{self.options.seed}-{len(self.found)}")
        shutil.copytree(os.path.join(self.directory, "input"), path, dirs_exist_ok=True)
        with open(os.path.join(path, "command"), "w") as file:
            file.write(" ".join(arguments) + "\n")
        self.found.append((path, why))
        print(f"FOUND: {path}: {why}", flush=True)


def run(options, directory):
    fuzz = Fuzz(options, directory)
    try:
        return feed(fuzz, options)
    finally:
        fuzz.daemon.kill()


def feed(fuzz, options):
    fuzz.begin()
    if options.replay:
        with open(options.replay, "rb") as file:
            fuzz.try_request("replay", file.read())
        print(dict(fuzz.counts))
        return fuzz.found, 1
    kinds = [kind for kind in KINDS if not options.only or kind in options.only.split(",")]
    if not os.path.isdir(SHARED):
        print("without the files of other people's imports: census, workbook and import are left out")
        kinds = [kind for kind in kinds if kind not in ("import", "census", "workbook")]
    weights = [20 if kind in ("json", "target", "bytes", "headers") else 1 for kind in kinds]
    began, tries = time.monotonic(), 0
    while time.monotonic() < began + options.seconds and tries < options.tries and len(fuzz.found) < 20:
        kind = fuzz.random.choices(kinds, weights)[0]
        (fuzz.over_socket if kind in KINDS[:4] else fuzz.over_files)(kind)
        tries += 1
        if tries % 5000 == 0:
            print(f"{tries} inputs, {time.monotonic() - began:.0f} s", flush=True)
    status, _ = fuzz.send(b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    if status != 200:
        fuzz.found.append(("", f"at the end the daemon answers {status}"))
    fuzz.daemon.stop()
    subprocess.run([fuzz.command, "log", "verify", "--ledger", fuzz.daemon.ledger, "--config", fuzz.daemon.settings], check=True, stdout=subprocess.DEVNULL)
    print(f"{tries} inputs in {time.monotonic() - began:.0f} s: " + " · ".join(f"{name}: {fuzz.counts[name]}" for name in sorted(fuzz.counts)))
    return fuzz.found, tries


def main():
    parser = argparse.ArgumentParser(description="Feed the programs with changed inputs.")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--tries", type=int, default=1 << 60)
    parser.add_argument("--only", help="comma-separated: " + ",".join(KINDS))
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", ".build/debug/daybookd"))
    parser.add_argument("--command", help="the command, where it is not beside the daemon")
    parser.add_argument("--keep", default=os.path.join(ROOT, ".build/fuzz"), help="where inputs that broke something are kept")
    parser.add_argument("--replay", help="send this kept request once")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {options.seed}, daemon {options.daemon}", flush=True)
    directory = tempfile.mkdtemp(prefix="daybook-fuzz-")
    try:
        found, tries = run(options, directory)
    except (Violation, AssertionError, Gone, OSError, subprocess.CalledProcessError) as failure:
        print(f"FAILED, seed {options.seed}: {failure!r}\nkept in {directory}", file=sys.stderr)
        return 1
    shutil.rmtree(directory)
    if found:
        print(f"FAILED, seed {options.seed}: {len(found)} inputs broke something", file=sys.stderr)
        return 1
    print(f"{tries} changed inputs to the daemon and the command: nothing broke")
    return 0


if __name__ == "__main__":
    sys.exit(main())
