"""What a log sends to a witness (c2sp.org/tlog-witness, add-checkpoint): old size, proof, checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

from shared.proofs.errors import Malformed
from shared.proofs.hashing import hash_from_text, hash_to_text
from shared.proofs.notes import SignedNote
from shared.proofs.numbers import number_from_text

_HASHES = 63


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint, and the proof that it goes on from the one of `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: SignedNote

    def encode(self) -> bytes:
        """The body of the request."""
        lines = (f"old {self.old}", *map(hash_to_text, self.proof), "")
        return "".join(f"{line}\n" for line in lines).encode() + self.note.encode()

    @classmethod
    def parse(cls, body: bytes) -> Submission:
        """Raises Malformed."""
        head, between, note = body.partition(b"\n\n")
        try:
            first, *hashes = head.decode().split("\n")
        except UnicodeDecodeError as error:
            raise Malformed("the request isn't UTF-8") from error
        if not between or not first.startswith("old "):
            raise Malformed("the request begins with a line `old <size>`, and a checkpoint stands behind an empty line")
        if len(hashes) > _HASHES:
            raise Malformed(f"a proof has at most {_HASHES} hashes, not {len(hashes)}")
        old = number_from_text(first.removeprefix("old "), "old size")
        return cls(old, tuple(map(hash_from_text, hashes)), SignedNote.parse(note))
