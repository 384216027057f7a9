"""The ledger's format, from schemas/ledger-format.md alone: no line of this is shared with daybook's own code.

Needs Python 3.11 and the package cryptography.
"""

import base64
import functools
import hashlib
import json
import struct

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HEADER_ATTRIBUTES = (
    "actor actorrole actorteam attributesdigest causationid concerns corrects correlationid datacontenttype datadigest"
    " dataschema enteredtime id postedby recordedtime sequence source specversion subject time timeprecision"
    " traceparent tracestate type"
).split()
REQUIRED_ATTRIBUTES = "datadigest id postedby recordedtime sequence source specversion subject time type".split()
CHUNK = 32
LEVEL_STEP = 8


class Broken(Exception):
    """What is stored is not what the format says."""


def big_endian(number):
    return struct.pack(">Q", number)


# Headers


def canonical(members):
    """RFC 8785 of an object whose values are strings and whose names are ASCII."""
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def no_twins(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise Broken("a member's name stands twice")
    return dict(pairs)


def read_header(header):
    if len(header) > 65_535:
        raise Broken("the header is longer than 65,535 bytes")
    members = json.loads(header, object_pairs_hook=no_twins)
    if not all(isinstance(value, str) for value in members.values()):
        raise Broken("a header's values are strings")
    unknown = [name for name in members if name not in HEADER_ATTRIBUTES]
    missing = [name for name in REQUIRED_ATTRIBUTES if name not in members]
    if unknown or missing:
        raise Broken(f"the header has unknown {unknown} and lacks {missing}")
    if canonical(members) != header:
        raise Broken("the header is not canonical JSON")
    return members


# Records: what the table of events holds


def pack_record(header, sealed):
    return struct.pack(">H", len(header)) + header + sealed


def unpack_record(record):
    if len(record) < 2:
        raise Broken("the record is too short")
    (length,) = struct.unpack_from(">H", record)
    if len(record) < 2 + length:
        raise Broken("the record is cut off")
    return record[2 : 2 + length], record[2 + length :]


# The sealed part


def seal(key, nonce, salt, data, attributes):
    return nonce + AESGCM(key).encrypt(nonce, salt + struct.pack(">I", len(data)) + data + attributes, None)


def open_sealed(key, sealed):
    """Salt, data, sealed attributes."""
    try:
        plain = AESGCM(key).decrypt(sealed[:12], sealed[12:], None)
    except (InvalidTag, ValueError) as error:
        raise Broken("the sealed part does not open with the subject's key") from error
    if len(plain) < 36:
        raise Broken("the sealed part is too short")
    (length,) = struct.unpack_from(">I", plain, 32)
    if 36 + length > len(plain):
        raise Broken("the data is cut off")
    return plain[:32], plain[36 : 36 + length], plain[36 + length :]


def digest(salt, content):
    return hashlib.sha256(salt + content).hexdigest()


# Keys


def wrap_key(master, nonce, key, subject):
    return nonce + AESGCM(master).encrypt(nonce, key, subject.encode())


def unwrap_key(master, wrapped, subject):
    try:
        return AESGCM(master).decrypt(wrapped[:12], wrapped[12:], subject.encode())
    except (InvalidTag, ValueError) as error:
        raise Broken(f"the key of {subject} does not open with this master key") from error


def read_key_file(path):
    key = bytes.fromhex("".join(path.read_text(encoding="ascii").split()))
    if len(key) != 32:
        raise Broken(f"{path} does not hold 32 bytes in hexadecimal")
    return key


# Indexes


def id_key(source, identifier):
    return hashlib.sha256(source.encode() + b"\0" + identifier.encode()).digest()[:16]


def subject_key(subject, version):
    return subject.encode() + b"\0" + big_endian(version)


# The tree (RFC 6962, section 2.1)


def leaf_hash(header):
    return hashlib.sha256(b"\0" + header).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_hash(hashes):
    """The root over leaf hashes: the RFC's definition, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(root_hash(hashes[:split]), root_hash(hashes[split:]))


def roots(hashes, sizes):
    """The roots over the first leaf hashes, so many as each size says, in one pass: size to root.

    A tree joins the whole subtrees that its size, written in binary, has ones for, the largest first.
    """
    sizes, subtrees, found = set(sizes), [], {0: root_hash([])}
    for size, leaf in enumerate(hashes, 1):
        subtrees.append(leaf)
        whole = size
        while whole % 2 == 0:
            right, left = subtrees.pop(), subtrees.pop()
            subtrees.append(node_hash(left, right))
            whole //= 2
        if size in sizes:
            found[size] = functools.reduce(lambda right, left: node_hash(left, right), reversed(subtrees))
    return found


def tree_table(hashes):
    """The table of the tree over leaf hashes: key to value."""
    table = {}
    level = 0
    while hashes:
        for chunk in range(0, len(hashes), CHUNK):
            key = bytes([level]) + big_endian(chunk // CHUNK)
            table[key] = b"".join(hashes[chunk : chunk + CHUNK])
        width = 1 << LEVEL_STEP
        hashes = [root_hash(hashes[at : at + width]) for at in range(0, len(hashes) - width + 1, width)]
        level += LEVEL_STEP
    return table


# Checkpoints (C2SP tlog-checkpoint and signed-note)


def checkpoint_text(origin, size, root):
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def public_key(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def verifier_key(name, public):
    encoded = base64.b64encode(b"\x01" + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{encoded}"


def sign_note(name, seed, text):
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    blob = base64.b64encode(key_id(name, public_key(seed)) + signature).decode()
    return f"{text}\n\u2014 {name} {blob}\n"


def open_checkpoint(note, verifier):
    """Origin, size and root of a checkpoint that this verifier key's owner signed."""
    name, identifier, encoded = verifier.split("+", 2)
    public = base64.b64decode(encoded)[1:]
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, blob = line.split(" ")
        raw = base64.b64decode(blob)
        if (dash, signer, raw[:4].hex()) != ("\u2014", name, identifier):
            continue
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], text.encode())
        except InvalidSignature as error:
            raise Broken("the checkpoint's signature is wrong") from error
        origin, size, root = text.splitlines()[:3]
        return origin, int(size), base64.b64decode(root)
    raise Broken("the checkpoint is not signed by this key")
