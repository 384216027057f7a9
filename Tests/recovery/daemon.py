"""The real daemon on a real ledger, and a small HTTP client for its socket."""

import contextlib
import ctypes
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import time


# Seconds for one answer, start or stop. Longer than any takes: on a machine that others load, what is patient and niced may
# get no processor for minutes, and that is no hang.
PATIENCE = 600


class Gone(Exception):
    """The connection ended before a whole answer had come."""


LIBC = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def being(uid):
    """Makes this thread another user for a moment, and this thread alone: the C library's own call would change all of them."""
    number = {"x86_64": 117, "aarch64": 147}[platform.machine()]
    if LIBC.syscall(number, -1, uid, -1) != 0:
        raise OSError(ctypes.get_errno(), f"this thread cannot become user {uid}")
    try:
        yield
    finally:
        LIBC.syscall(number, -1, os.getuid(), -1)


class Connection:
    """HTTP/1.1 with keep-alive over a Unix socket. The kernel tells the daemon who made the connection."""

    def __init__(self, path, timeout=PATIENCE, uid=None):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        with being(uid) if uid else contextlib.nullcontext():
            self.socket.connect(path)
        self.reader = self.socket.makefile("rb")

    def close(self):
        self.reader.close()
        self.socket.close()

    def ask(self, method, target, body=b"", headers=()):
        """Answers status and body; raises Gone if the daemon goes away in between."""
        self.send(method, target, body, headers)
        return self.answer()

    def send(self, method, target, body=b"", headers=()):
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *headers, "", ""]
        try:
            self.socket.sendall("\r\n".join(lines).encode() + body)
        except OSError as error:
            raise Gone(str(error)) from error

    def answer(self):
        try:
            return self._answer()
        except (OSError, ValueError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise Gone(str(error)) from error

    def _answer(self):
        status = self._line().split()
        if len(status) < 2:
            raise Gone("no status line")
        fields = {}
        while line := self._line().strip():
            name, _, value = line.partition(b":")
            fields[name.strip().lower()] = value.strip()
        if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
            return int(status[1]), self._chunks()
        return int(status[1]), self._exactly(int(fields.get(b"content-length", b"0")))

    def _chunks(self):
        parts = []
        while size := int(self._line().split(b";")[0], 16):
            parts.append(self._exactly(size))
            self._line()
        self._line()
        return b"".join(parts)

    def _line(self):
        line = self.reader.readline(65536)
        if not line.endswith(b"\n"):
            raise Gone("the answer is cut off")
        return line

    def _exactly(self, count):
        data = self.reader.read(count)
        if len(data) < count:
            raise Gone("the answer is cut off")
        return data


class Daemon:
    """One daemon after the other on the same ledger."""

    serves_all = False  # whether every user reaches the socket

    def __init__(self, program, directory):
        self.program = program
        self.ledger = os.path.join(directory, "ledger")
        self.socket = os.path.join(directory, "s")
        self.log = os.path.join(directory, "daybookd.log")
        self.process = None
        self.environment = {}  # what is preloaded into it, if anything
        # The index gathers few events before it merges them, so that kills fall into merges too.
        self.settings = os.path.join(directory, "settings.json")
        self.keys = {name: os.path.join(directory, f"{name}.key") for name in ("master", "signing")}
        for path in self.keys.values():
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(os.urandom(32).hex())
        with open(self.settings, "w") as file:
            json.dump({
                "origin": "example.org/recovery", "index_gathers_events": 300,
                "master_key_file": self.keys["master"], "signing_key_file": self.keys["signing"],
            }, file)

    @property
    def reader_arguments(self):
        return ["--master-key", self.keys["master"], "--signing-key", self.keys["signing"]]

    def configure(self, **settings):
        """Adds to the settings."""
        with open(self.settings) as file:
            known = json.load(file)
        with open(self.settings, "w") as file:
            json.dump(known | settings, file)

    def launch(self):
        """Starts the program and does not wait."""
        with open(self.log, "ab") as log:
            command = [self.program, "--ledger", self.ledger, "--socket", self.socket, "--create",
                       "--config", self.settings]
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **self.environment})

    def start(self, limit=PATIENCE):
        """Starts the program and waits until it answers."""
        self.launch()
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the daemon did not start (status {self.process.returncode}):\n{self.last_words()}")
            try:
                connection = Connection(self.socket)
                status, _ = connection.ask("GET", "/v1/status")
                connection.close()
                if status == 200:
                    if self.serves_all:
                        os.chmod(self.socket, 0o666)
                    return
            except (OSError, Gone):
                pass
            time.sleep(0.002)
        raise AssertionError(f"the daemon does not answer after {limit} seconds:\n{self.last_words()}")

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """kill -9: nothing in the process gets to run any more."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def ask_to_stop(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self, limit=PATIENCE):
        self.ask_to_stop()
        status = self.process.wait(limit)
        if status != 0:
            raise AssertionError(f"the daemon stopped with status {status}:\n{self.last_words()}")

    def drop_views(self):
        shutil.rmtree(os.path.join(self.ledger, "views"))

    def last_words(self):
        with open(self.log, "rb") as log:
            return log.read()[-3000:].decode(errors="replace")
