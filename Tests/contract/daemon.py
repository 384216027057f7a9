"""Starts and stops the real daemon, and keeps an eye on what it logs."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from client import Client
from events import NARRATIVE

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("DAYBOOKD", ROOT / ".build/debug/daybookd")).resolve()
READY_SECONDS = 30
STOP_SECONDS = 15


class Daemon:
    """One daemon on a ledger in a temporary directory of its own."""

    def __init__(self, settings=None):
        # A socket's path has at most 107 bytes, so pytest's long directories will not do.
        self.home = Path(tempfile.mkdtemp(prefix="daybook-"))
        self.ledger = self.home / "ledger"
        self.socket = self.home / "s"
        self.log = self.home / "log"
        self.config = None
        self.process = None
        if settings is not None:
            self.configure(settings)

    def configure(self, settings):
        import json
        for name in ("master", "signing"):
            file = self.home / name
            if not file.exists():
                file.write_text(os.urandom(32).hex() + "\n")
                file.chmod(0o600)
        self.config = self.home / "settings.json"
        self.config.write_text(json.dumps({
            "origin": "example.org/contract", "master_key_file": str(self.home / "master"),
            "signing_key_file": str(self.home / "signing"), **settings}))

    def command(self, create=True):
        arguments = [str(PROGRAM), "--ledger", str(self.ledger), "--socket", str(self.socket)]
        if self.config:
            arguments += ["--config", str(self.config)]
        return arguments + (["--create"] if create else [])

    def start(self, create=True, environment=None, wrapper=(), pass_fds=()):
        log = open(self.log, "ab")
        self.process = subprocess.Popen(
            [*wrapper, *self.command(create)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=pass_fds,
            env={**os.environ, **(environment or {})})
        log.close()
        end = time.monotonic() + READY_SECONDS
        while not self.answers():
            assert self.process.poll() is None, f"the daemon did not start:\n{self.logged()}"
            assert time.monotonic() < end, f"the daemon was not ready in {READY_SECONDS} s:\n{self.logged()}"
            time.sleep(0.02)
        return self

    def answers(self):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket))
                return True
            except OSError:
                return False

    def refuses_to_start(self, create=True):
        """Starts it, expects that it ends with a failure, and answers the one line it gives as the reason."""
        ended = subprocess.run(
            self.command(create), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=READY_SECONDS)
        assert ended.returncode not in (0, None)
        assert ended.stdout == ""
        lines = ended.stderr.splitlines()
        assert len(lines) == 1, ended.stderr
        assert lines[0].startswith("daybookd: "), lines[0]
        return lines[0]

    def client(self, **options):
        return Client(self.socket, **options)

    def logged(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self):
        """SIGTERM; it must end by itself, in time, and well."""
        if self.process is None:
            return
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"the daemon did not stop within {STOP_SECONDS} s of SIGTERM:\n{self.logged()}")
        assert status == 0, f"the daemon ended with status {status}:\n{self.logged()}"
        self.check_log()

    def check_log(self):
        for line in self.logged().splitlines():
            assert NARRATIVE not in line, f"narrative in the log: {line}"
            assert " error " not in line and " critical " not in line, line

    def remove(self):
        try:
            self.stop()
        finally:
            if self.process is not None:
                self.process.kill()
            shutil.rmtree(self.home, ignore_errors=True)
