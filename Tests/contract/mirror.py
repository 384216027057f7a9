"""Copies a daemon's log to a directory, as any mirror of a transparency log would, for other people's verifiers."""

import os
import subprocess
import sys
from pathlib import Path

from tlog_scales import tiles

from daemon import ROOT

CHECKER = ROOT / ".build/checklog"


def copy(client, directory, receipts=(), pairs=()):
    """Writes the checkpoint, every tile and bundle that it asks for, receipts of positions, and consistency proofs."""
    note = client.get("/v1/log/checkpoint").expect().body
    size = int(note.split(b"\n")[1])
    write(directory / "checkpoint", note)
    for path in paths(size):
        write(directory / path, client.get("/v1/log/" + path).expect().body)
    for position in receipts:
        write(directory / f"proof/{position}.tlog-proof", client.get(f"/v1/log/proof/{position}").expect().body)
    for old, new in pairs:
        proof = client.get("/v1/log/consistency", from_=old, to=new).expect()["proof"]
        write(directory / f"consistency/{old}-{new}", "".join(line + "\n" for line in proof).encode())
    return directory


def paths(size):
    """The tiles and bundles of a tree of this size, by the arithmetic of tlog-scales."""
    for level in [*range(8), -1]:
        full, rest = tiles.level_tiles(size, level)
        for number in range(full):
            yield "/".join(tiles.tile_path(level, number))
        if rest:
            yield "/".join(tiles.tile_path(level, full, rest))


def write(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def key(client):
    return client.get("/v1/log/key").expect().body.decode().strip()


def verify_with_go(directory, key, *old):
    """Go's sumdb/note and sumdb/tlog, from Debian's golang-golang-x-mod-dev."""
    if not CHECKER.exists() or CHECKER.stat().st_mtime < (ROOT / "Tests/oracles/checklog/main.go").stat().st_mtime:
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
        subprocess.run(["go", "build", "-o", CHECKER, "./Tests/oracles/checklog"], cwd=ROOT, env=environment, check=True)
    return run([CHECKER, directory, key, *old])


def verify_with_python(directory, key, *old):
    """tlog-scales from PyPI."""
    words = [sys.executable, ROOT / "Tests/oracles/check_log.py", directory, "--key", key]
    return run(words + [word for file in old for word in ("--old", file)])


def run(words):
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0, done.stdout + done.stderr


VERIFIERS = [verify_with_go, verify_with_python]
