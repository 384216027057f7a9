#!/usr/bin/env python3
"""Checks a ledger as an outsider who trusts neither the council nor daybook, and who kept one old checkpoint.

Reads an export (`daybook log export`) or, as unix:SOCKET, the running daemon's C2SP routes. By the C2SP specifications
and RFC 6962 alone; no line of this is shared with daybook's own code. Needs Python 3.11 and the package cryptography,
and lmdb where keys are given.

    audit_log.py SOURCE --key VKEY [--old CHECKPOINT] [--keys DIR --master-key FILE] [--prefix /v1/visitors/log]

Exit 0 and a summary where all holds; 1 and what is wrong where it does not. With the subjects' keys it opens what is
sealed too.
"""

import argparse
import http.client
import json
import socket
import struct
import sys
from pathlib import Path

import ledger_format as form
from ledger_format import Broken

WIDTH = 256


class Export:
    def __init__(self, directory):
        self.directory = Path(directory)

    def read(self, name):
        return (self.directory / name).read_bytes()


class Served:
    """The same over HTTP on a Unix socket."""

    def __init__(self, path, prefix):
        self.path, self.prefix = path, prefix

    def read(self, name):
        connection = http.client.HTTPConnection("localhost", timeout=60)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(self.path)
        connection.request("GET", f"{self.prefix}/{name}", headers={"Daybook-Purpose": "an audit of the log"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise Broken(f"{name}: the daemon answers {answer.status} {body[:300].decode(errors='replace')}")
        return body


def place(index, width):
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups) + ("" if width == WIDTH else f".p/{width}")


def pieces(count):
    """Index and width of each tile over `count` hashes or entries."""
    return [(at // WIDTH, min(WIDTH, count - at)) for at in range(0, count, WIDTH)]


def split(bundle, length_format):
    parts, at, step = [], 0, struct.calcsize(length_format)
    while at < len(bundle):
        (length,) = struct.unpack_from(length_format, bundle, at)
        at += step
        if at + length > len(bundle):
            raise Broken("a bundle is cut off")
        parts.append(bundle[at : at + length])
        at += length
    return parts


def read_entries(source, size):
    entries = []
    for index, width in pieces(size):
        found = split(source.read("tile/entries/" + place(index, width)), ">H")
        if len(found) != width:
            raise Broken(f"bundle {index} has {len(found)} entries, not {width}")
        entries += found
    return entries


def check_tiles(source, leaves):
    level, hashes = 0, leaves
    while hashes:
        for index, width in pieces(len(hashes)):
            expected = b"".join(hashes[index * WIDTH : index * WIDTH + width])
            if source.read(f"tile/{level}/{place(index, width)}") != expected:
                raise Broken(f"tile {level}/{index} is not what the entries make it")
        hashes = [form.root_hash(hashes[at : at + WIDTH]) for at in range(0, len(hashes) - WIDTH + 1, WIDTH)]
        level += 1


def check_headers(entries):
    headers, before = [], ""
    for position, entry in enumerate(entries):
        try:
            header = form.read_header(entry)
        except ValueError as error:
            raise Broken(f"position {position}: {error}") from error
        if header["sequence"] != f"{position:020}":
            raise Broken(f"position {position}: its header says {header['sequence']}")
        if header["recordedtime"] < before:
            raise Broken(f"position {position}: its recorded time goes back")
        before = header["recordedtime"]
        headers.append(header)
    return headers


def check_sealed(source, headers, keys_directory, master_file):
    from read_ledger import KEYS, read_tables

    master = form.read_key_file(Path(master_file))
    wrapped = read_tables(keys_directory, KEYS, ["keys"])["keys"]
    keys = {name.decode(): form.unwrap_key(master, value, name.decode()) for name, value in wrapped.items()}
    position = opened = 0
    for index, width in pieces(len(headers)):
        for sealed in split(source.read("sealed/" + place(index, width)), ">I"):
            header = headers[position]
            if header["subject"] in keys:
                try:
                    salt, data, attributes = form.open_sealed(keys[header["subject"]], sealed)
                except Broken as error:
                    raise Broken(f"position {position}: {error}") from error
                if form.digest(salt, data) != header["datadigest"]:
                    raise Broken(f"position {position}: the data is not what its digest says")
                if (form.digest(salt, attributes) if attributes else None) != header.get("attributesdigest"):
                    raise Broken(f"position {position}: the sealed attributes are not what their digest says")
                opened += 1
            position += 1
    return opened


def open_old(source, key, note):
    """An old checkpoint, by the ledger's key or by one that it took over from: each key that ended must have its last
    checkpoint signed by its successor too, up to the key that was given."""
    try:
        return form.open_checkpoint(note, key)
    except Broken as refused:
        if not isinstance(source, Export) or not (source.directory / "retired-keys").exists():
            raise
        notes = [part.decode() for part in split(source.read("checkpoints"), ">I")]
        trusted = key
        for line in reversed(source.read("retired-keys").decode().splitlines()):
            size, before = line.split(" ")
            handover = [one for one in notes if one.split("\n")[1] == size]
            if len(handover) != 1 or form.open_checkpoint(handover[0], trusted) != form.open_checkpoint(handover[0], before):
                raise Broken(f"nothing hands over from the key that ended at {size}") from refused
            trusted = before
            try:
                found = form.open_checkpoint(note, trusted)
            except Broken:
                continue
            if found[1] > int(size):
                raise Broken(f"the old checkpoint is signed by a key that ended at {size}")
            return found
        raise


def audit(source, key, old=None, keys=None, master=None):
    origin, size, root = form.open_checkpoint(source.read("checkpoint").decode(), key)
    entries = read_entries(source, size)
    leaves = [form.leaf_hash(entry) for entry in entries]
    if form.root_hash(leaves) != root:
        raise Broken("the root of the entries is not the one that was signed")
    if old is not None:
        old_origin, old_size, old_root = open_old(source, key, old)
        if old_origin != origin:
            raise Broken(f"the old checkpoint is of {old_origin}, and this is {origin}")
        if old_size > size:
            raise Broken(f"the ledger has {size} events, and had {old_size}: it was rolled back")
        if form.root_hash(leaves[:old_size]) != old_root:
            raise Broken(f"the first {old_size} events are not those that were signed: the history was changed")
    headers = check_headers(entries)
    check_tiles(source, leaves)
    opened = check_sealed(source, headers, keys, master) if keys else 0
    return {"origin": origin, "size": size, "root": root.hex(), "opened": opened}


def main():
    arguments = argparse.ArgumentParser(description="Checks a ledger as an outsider with one old checkpoint.")
    arguments.add_argument("source", help="an export's directory, or unix:SOCKET")
    arguments.add_argument("--key", required=True, help="the ledger's verifier key, as it was handed out: NAME+ID+KEY")
    arguments.add_argument("--old", type=Path, help="a checkpoint kept from before")
    arguments.add_argument("--keys", type=Path, help="the subjects' keys")
    arguments.add_argument("--master-key", type=Path)
    arguments.add_argument("--prefix", default="/v1/log", help="with unix:SOCKET: the log's prefix")
    given = arguments.parse_args()
    source = Served(given.source[5:], given.prefix) if given.source.startswith("unix:") else Export(given.source)
    try:
        found = audit(source, given.key, given.old.read_text() if given.old else None, given.keys, given.master_key)
    except (Broken, OSError, ValueError) as error:
        print(f"{given.source}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
