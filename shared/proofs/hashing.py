"""The hashes of RFC 6962 and 9162: a leaf is never taken for a node, nor a node for a leaf."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from hashlib import sha256

from shared.proofs.errors import Malformed

HASH_BYTES = 32

EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree that has no leaf."""


def leaf_hash(payload: bytes) -> bytes:
    """Of a record, over its bytes exactly as they stand in the log."""
    return sha256(b"\0" + payload).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Of two neighbouring subtrees."""
    return sha256(b"\1" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over hashes of neighbouring leaves, or of neighbouring whole subtrees of one height."""
    row = list(leaves)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        # In pairs from the left, the odd one left over: as the recursion of the RFC has it, seen from below.
        row = [sha256(b"\1" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)] + odd
    return row[0]


def hash_to_text(digest: bytes) -> str:
    """As a line of a checkpoint or of a proof has it."""
    return base64.b64encode(digest).decode()


def hash_from_text(text: str) -> bytes:
    """The hash of such a line. Raises Malformed where it is none, or is spelled in a second way."""
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"{text!r} is no hash in base64") from error
    if len(digest) != HASH_BYTES or hash_to_text(digest) != text:
        raise Malformed(f"{text!r} is no SHA-256 hash in base64")
    return digest
