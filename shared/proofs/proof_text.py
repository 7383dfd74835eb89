"""A proof that can be kept in a file and checked offline (c2sp.org/tlog-proof)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from shared.proofs.checking import check_inclusion
from shared.proofs.checkpoints import checkpoint_of
from shared.proofs.errors import Malformed
from shared.proofs.hashing import hash_from_text, hash_to_text, leaf_hash
from shared.proofs.notes import SignedNote
from shared.proofs.numbers import number_from_text

_FIRST = "c2sp.org/tlog-proof@v1"
_HASHES = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """That a record stands at `index` (from 0) of the log whose checkpoint this is; nobody vouches for `extra`."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: SignedNote
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The file, whole."""
        extra = [] if self.extra is None else [f"extra {base64.b64encode(self.extra).decode()}"]
        lines = (_FIRST, *extra, f"index {self.index}", *map(hash_to_text, self.hashes), "")
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint.encode()

    @classmethod
    def parse(cls, proof: bytes) -> TlogProof:
        """Raises Malformed."""
        head, between, note = proof.partition(b"\n\n")
        try:
            first, *lines = head.decode().split("\n")
        except UnicodeDecodeError as error:
            raise Malformed("the proof isn't UTF-8") from error
        if first != _FIRST or not between:
            raise Malformed(f"that is no proof: it must begin with the line {_FIRST}, and a checkpoint ends it")
        extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("index "):
            raise Malformed("the proof doesn't say which index it is for")
        index = number_from_text(lines.pop(0).removeprefix("index "), "index")
        if len(lines) > _HASHES:
            raise Malformed(f"a proof of {len(lines)} hashes is longer than that of any tree")
        return cls(index, tuple(map(hash_from_text, lines)), SignedNote.parse(note), extra)

    def check(self, payload: bytes) -> None:
        """Raises ProofError unless the record is there, if the checkpoint may be believed: a policy says whether."""
        told = checkpoint_of(self.checkpoint)
        check_inclusion(leaf_hash(payload), self.index, told.size, self.hashes, told.root)


def _extra(line: str) -> bytes:
    try:
        return base64.b64decode(line.removeprefix("extra "), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("the extra data of the proof isn't base64") from error
