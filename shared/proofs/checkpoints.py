"""A tree's head (c2sp.org/tlog-checkpoint): whose log, how many leaves, which root."""

from __future__ import annotations

from dataclasses import dataclass

from shared.proofs.errors import Malformed
from shared.proofs.hashing import hash_from_text, hash_to_text
from shared.proofs.notes import SignedNote
from shared.proofs.numbers import number_from_text


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a note of this format says. Ours have no extensions; those of other logs are kept as they are."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, hash_to_text(self.root), *self.extensions))

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Raises Malformed."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() != "" or "" in lines:
            raise Malformed("that is no checkpoint: it takes an origin, a size and a root, each a line")
        origin, size, root, *extensions = lines
        return cls(origin, number_from_text(size, "tree's size"), hash_from_text(root), tuple(extensions))


def checkpoint_of(note: SignedNote) -> Checkpoint:
    """What the note says, whoever signed it. Raises Malformed."""
    return Checkpoint.parse(note.text)
