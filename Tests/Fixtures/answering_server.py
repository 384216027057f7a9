"""A server on a Unix socket that answers a few of the daemon's routes, for the tests of the command."""

import json
import sys
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer
from urllib.parse import parse_qs, urlsplit

BASIS = {"size": 3, "root": "r", "recordedtime": "2026-03-04T10:12:33Z"}
SUMMARY = "Visit to the family home, at which both children were seen alone, and the bedroom too. " * 2


class Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # How often it has said that it is too busy.
    busy = 0
    posted = []

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        raw = json.dumps(body, separators=(" , ", " : ")).replace("{", "{ ").replace("}", " }").encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def problem(self, status, slug, detail, **more):
        self.answer(status, {"type": "urn:daybook:problem:" + slug, "status": status, "detail": detail, **more})

    def do_GET(self):
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        if query.get("at_size") == ["99"]:
            return self.problem(400, "bad-query", "at_size is beyond the ledger.")
        if url.path != "/v1/cases/HW-1/history":
            return self.problem(404, "not-found", "There is no case 104234 in this ledger.")
        start = int(query.get("cursor", ["0"])[0])
        entries = [{"position": n, "time": "2026-03-04", "actor": "sw-1", "summary": SUMMARY} for n in range(3)]
        end = min(3, start + 2)
        return self.answer(
            200, {"entries": entries[start:end], "basis": BASIS, "next": str(end) if end < 3 else None})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Daybook-Expected-Version") == "7":
            return self.problem(409, "version-conflict", "The subject is at version 8, not 7.", expected_version=7)
        batch = body if isinstance(body, list) else [body]
        errors = [
            {"index": n, "pointer": "/data/x", "message": "Not a field of this type."}
            for n, event in enumerate(batch) if event.get("bad")
        ]
        if errors:
            return self.problem(422, "invalid-event", "Something is wrong.", errors=errors)
        if any(event.get("busy") for event in batch) and Handler.busy < 2:
            Handler.busy += 1
            return self.answer(503, {"detail": "Too much is waiting."}, [("Retry-After", "1")])
        results = []
        for event in batch:
            known = event in Handler.posted
            if not known:
                Handler.posted.append(event)
            results.append({"position": Handler.posted.index(event), "duplicate": known})
        return self.answer(201, {"results": results} if isinstance(body, list) else results[0])


Server(sys.argv[1], Handler).serve_forever()
