"""Reads a ledger's journal: section 13 of schemas/ledger-format.md."""

import json
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEAD = struct.Struct(">I16s")


def entries(path, master):
    """The plain text of each entry that is whole."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    key = AESGCM(HKDF(hashes.SHA256(), 32, None, b"daybook journal").derive(master))
    at, count, generation = 0, 0, None
    while at + HEAD.size < len(content):
        length, own = HEAD.unpack_from(content, at)
        sealed = content[at + HEAD.size : at + HEAD.size + length]
        if not length or len(sealed) < length or own != (generation or own):
            return
        try:
            plain = key.decrypt(sealed[:12], sealed[12:], own + struct.pack(">Q", count))
        except (InvalidTag, ValueError):
            return
        yield plain
        at, count, generation = at + HEAD.size + length, count + 1, own


def postings(path, master):
    """Source and id of each event in it, in order."""
    found = []
    for plain in entries(path, master):
        at = 0
        parts = []
        while at < len(plain):
            (length,) = struct.unpack_from(">I", plain, at)
            parts.append(plain[at + 4 : at + 4 + length])
            at += 4 + length
        for header in parts[::3]:
            members = json.loads(header)
            found.append((members["source"], members["id"]))
    return found
