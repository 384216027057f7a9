"""HTTP over a Unix socket with the standard library, every answer checked against the published description."""

import http.client
import json
import socket
from urllib.parse import quote, urlencode

import description

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
# Seconds. A debug build that shares two processors counts some thousand cases of others in a minute.
TIMEOUT = 180


class Connection(http.client.HTTPConnection):
    """A connection to a path instead of a host."""

    def __init__(self, path, timeout=TIMEOUT):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        # Not before connecting: a connect that must not wait fails where the daemon's queue is full.
        self.sock.connect(self.path)
        self.sock.settimeout(self.timeout)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def media(self):
        return (self.headers.get("content-type") or "").split(";")[0]

    @property
    def json(self):
        return json.loads(self.body)

    def __getitem__(self, name):
        return self.json[name]

    def problem(self, status, slug):
        """Expects this problem and answers its document."""
        assert self.status == status, (self.status, self.body[:2000])
        assert self.media == "application/problem+json"
        document = self.json
        assert document["type"] == f"urn:daybook:problem:{slug}", document
        assert document["status"] == status
        assert len(document["detail"]) > 10
        return document

    def expect(self, status=200):
        assert self.status == status, (self.status, self.body[:2000])
        return self


class Client:
    """Asks and posts. Keeps one connection open, as a program would."""

    def __init__(self, path, timeout=TIMEOUT):
        self.path = path
        self.timeout = timeout
        self.connection = None

    def request(self, method, target, body=None, headers=None):
        for fresh in (False, True):
            if self.connection is None:
                self.connection = Connection(self.path, self.timeout)
                fresh = True
            try:
                self.connection.request(method, target, body, headers or {})
                response = self.connection.getresponse()
                answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # The daemon may have closed an idle connection; once is no fault.
                self.close()
                if fresh:
                    raise
        if answer.headers.get("connection") == "close":
            self.close()
        description.check(method, target.split("?")[0], answer)
        return answer

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def get(self, path, headers=None, **query):
        query = {name.rstrip("_"): value for name, value in query.items() if value is not None}
        return self.request("GET", path + ("?" + urlencode(query, quote_via=quote) if query else ""), headers=headers)

    def post(self, body, media=STRUCTURED, headers=None, target="/v1/events"):
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        return self.request("POST", target, body, {"Content-Type": media, **(headers or {})})

    def batch(self, events, **options):
        return self.post(events, media=BATCH, **options)

    def size(self):
        return self.get("/v1/status").expect()["basis"]["size"]

    def keeps(self, event):
        """Posts an event that must be new, and answers what became of it."""
        return self.post(event).expect(201).json

    def pages(self, path, name, **query):
        """All elements of a list, page by page."""
        found, cursor = [], None
        while True:
            page = self.get(path, cursor=cursor, **query).expect().json
            assert len(page[name]) <= query.get("limit", 10_000)
            found += page[name]
            cursor = page["next"]
            if cursor is None:
                return found
