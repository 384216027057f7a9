#!/usr/bin/env python3
"""Checks a copy of a ledger's log with tlog-scales from PyPI, which shares no code with daybook.

    Tests/oracles/check_log.py DIRECTORY --key KEY [--old CHECKPOINT ...]

DIRECTORY holds checkpoint and tile/..., as C2SP tlog-tiles names them, and may hold proof/N.tlog-proof and
consistency/OLD-NEW (one hash a line). With --old the log must begin with what that checkpoint signed. Says what was
checked; the first fault ends it with status 1.
"""

import argparse
import base64
import pathlib
import sys

from cryptography.exceptions import InvalidSignature
from tlog_scales import tiles
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint, ConsistencyProof, ConsistencyProofInvalid, InclusionProof, InclusionProofInvalid


class Fault(Exception):
    """What is wrong, in a sentence."""


def open_checkpoint(text, key, name):
    """The checkpoint in a note, if the key signed it. tlog-scales signs and checks the first three lines only."""
    note = text.decode("utf-8")
    if not note.endswith("\n") or note.count("\n\n") != 1:
        raise Fault(f"{name} is no signed checkpoint")
    checkpoint = Checkpoint.from_text(note)
    if checkpoint.serialize() != note:
        raise Fault(f"{name} is not written as tlog-checkpoint has it")
    try:
        checkpoint.verify(key)
    except InvalidSignature as error:
        raise Fault(f"{name}: the signature does not fit") from error
    except RuntimeError as error:
        raise Fault(f"{name}: {error}") from error
    if checkpoint.origin != key.name:
        raise Fault(f"{name} is of {checkpoint.origin}, the key of {key.name}")
    return checkpoint


def parse_receipt(text, name):
    """Index, proof and checkpoint of a tlog-proof."""
    head, separator, checkpoint = text.decode("utf-8").partition("\n\n")
    lines = head.split("\n")
    if not separator or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Fault(f"{name} is no receipt")
    if lines[0].startswith("extra "):
        base64.b64decode(lines.pop(0).removeprefix("extra "), validate=True)
    label, _, index = lines.pop(0).partition(" ")
    if label != "index" or str(int(index)) != index:
        raise Fault(f"{name} has no index")
    return int(index), [base64.b64decode(line, validate=True) for line in lines], checkpoint.encode()


def check(directory, key, old=()):
    """Checks everything; answers what there was."""
    directory = pathlib.Path(directory)
    key = Vkey.from_string(key)
    checkpoint = open_checkpoint((directory / "checkpoint").read_bytes(), key, "checkpoint")
    reader = TilesReader(LocalBackend(directory))
    reader.set_size(checkpoint.size)
    if reader.calculate_root_hash() != checkpoint.root_hash:
        raise Fault("the tiles do not have the root that the checkpoint says")
    leaves = []
    for position in range(checkpoint.size):
        leaves.append(tiles.leaf_hash(reader.get_entry(position)))
        if reader.mth(position, position + 1) != leaves[-1]:
            raise Fault(f"entry {position} is not the leaf that is in the tree")
    # The tiles above the leaves could still say something else than the leaves do.
    level = leaves
    for number in range(1, 8):
        level = [root(level[at:at + 256]) for at in range(0, len(level) - len(level) % 256, 256)]
        for index, wanted in enumerate(level):
            if reader._get_from_tile(number, *divmod(index, 256)) != wanted:
                raise Fault(f"hash {index} of level {number} of the tiles is not that of the tile below")
    receipts = sorted(directory.glob("proof/*.tlog-proof"))
    for file in receipts:
        index, hashes, note = parse_receipt(file.read_bytes(), file.name)
        signed = open_checkpoint(note, key, file.name)
        try:
            InclusionProof(index, signed.size, hashes).check(leaves[index], signed.root_hash)
        except InclusionProofInvalid as error:
            raise Fault(f"{file.name}: {error}") from error
    proofs = sorted(directory.glob("consistency/*"))
    for file in proofs:
        smaller, larger = map(int, file.name.split("-"))
        hashes = [base64.b64decode(line, validate=True) for line in file.read_text().split()]
        if hashes != reader.get_consistency_proof(smaller, larger).node_hashes:
            raise Fault(f"{file.name} is not the proof that the tiles make")
        consistent(smaller, larger, hashes, reader.mth(0, smaller), reader.mth(0, larger), file.name)
    for file in old:
        kept = open_checkpoint(pathlib.Path(file).read_bytes(), key, str(file))
        if kept.size > checkpoint.size:
            raise Fault(f"{file} has {kept.size} events and the log only {checkpoint.size}: its end was cut off, or it was rolled back")
        if kept.size:
            hashes = reader.get_consistency_proof(kept.size, checkpoint.size).node_hashes
            consistent(kept.size, checkpoint.size, hashes, kept.root_hash, checkpoint.root_hash, f"the log does not begin with {file}")
    return f"{checkpoint.size} events, {len(receipts)} receipts, {len(proofs)} consistency proofs, {len(old)} checkpoints kept elsewhere"


def consistent(smaller, larger, hashes, old, new, name):
    try:
        ConsistencyProof(smaller, larger, list(hashes)).check(old, new)
    except ConsistencyProofInvalid as error:
        raise Fault(f"{name}: {error}") from error


def root(hashes):
    """The root of a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [tiles.sha256(b"\x01" + hashes[at] + hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--key", required=True)
    parser.add_argument("--old", action="append", default=[])
    options = parser.parse_args()
    try:
        print(check(options.directory, options.key, options.old))
    except (Fault, ValueError, IndexError, RuntimeError, OSError) as error:
        sys.exit(f"check_log: {error}")


if __name__ == "__main__":
    main()
