"""Clients that are other users: each request runs in a forked child that has become that user."""

import os
import pickle
import traceback

import pytest

from client import Client

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")


def become(uid, gid, do):
    """Runs `do` as another user, in a child, and answers what it returns."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
            with os.fdopen(writing, "wb") as out:
                pickle.dump(do(), out)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as result:
        content = result.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, f"user {uid} failed"
    return pickle.loads(content)


class Person:
    """Asks a daemon as a user, with headers of its own."""

    def __init__(self, daemon, uid, gid=60000, purpose="a test", behalf=None):
        self.path = daemon.socket
        self.uid, self.gid = uid, gid
        self.headers = {}
        if purpose:
            self.headers["Daybook-Purpose"] = purpose
        if behalf:
            self.headers["Daybook-On-Behalf-Of"] = behalf

    def _do(self, ask):
        def run():
            client = Client(self.path)
            try:
                return ask(client)
            finally:
                client.close()
        return become(self.uid, self.gid, run)

    def get(self, path, headers=None, **query):
        return self._do(lambda client: client.get(path, {**self.headers, **(headers or {})}, **query))

    def post(self, body, headers=None, **options):
        return self._do(lambda client: client.post(body, headers={**self.headers, **(headers or {})}, **options))

    def batch(self, events):
        return self._do(lambda client: client.batch(events, headers=self.headers))

    def request(self, method, target, body=None, headers=None):
        return self._do(lambda client: client.request(method, target, body, {**self.headers, **(headers or {})}))


def open_to_all(daemon):
    """Lets every user reach the socket, so that only the policy decides."""
    daemon.home.chmod(0o711)
    os.chmod(daemon.socket, 0o666)
    return daemon


def look_until_the_book_is_full(client, case):
    """Looks at a case, each time for a long purpose, until the visitors' book has no room; the answer of then."""
    for _ in range(3000):
        answer = client.get(f"/v1/cases/{case}", headers={"Daybook-Purpose": "p" * 400})
        if answer.status != 200:
            break
    return answer
