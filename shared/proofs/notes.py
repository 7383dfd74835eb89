"""Signed notes (c2sp.org/signed-note): a text, an empty line, and a line for each signature."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from shared.proofs.errors import Malformed, Unproven
from shared.proofs.keys import NOTE, SigningKey, VerifierKey, is_key_name

NOTE_BYTES, SIGNATURES = 1_000_000, 100
_DASH = "— "


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who says to have signed; whether it is so tells `opened`."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """The line, with its end."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"

    def by(self, key: VerifierKey) -> bool:
        """Whether it names this key."""
        return self.name == key.name and self.key_id == key.id


@dataclass(frozen=True, slots=True)
class SignedNote:
    """`text` ends in a newline; it may be believed once `opened`."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def encode(self) -> bytes:
        """The note, whole."""
        return f"{self.text}\n{''.join(each.text for each in self.signatures)}".encode()

    def with_signatures(self, more: Iterable[SignatureLine]) -> SignedNote:
        """The same text, signed by these too; each key signs once, and its latest word stands."""
        lines = {(each.name, each.key_id): each for each in (*self.signatures, *more)}
        return SignedNote(self.text, tuple(lines.values()))

    @classmethod
    def parse(cls, note: bytes) -> SignedNote:
        """Raises Malformed."""
        text = _read(note)
        body, between, signatures = text.rpartition("\n\n")
        if not between or not signatures:
            raise Malformed("that is no signed note: it has no empty line with signatures behind it")
        return cls(body + "\n", signature_lines(signatures))


def signature_lines(text: str) -> tuple[SignatureLine, ...]:
    """What stands below a note, or what a witness answers. Raises Malformed."""
    if not text.endswith("\n"):
        raise Malformed("the last line of signatures doesn't end in a newline")
    lines = text.removesuffix("\n").split("\n")
    if len(lines) > SIGNATURES:
        raise Malformed(f"a note of more than {SIGNATURES} signatures isn't read")
    return tuple(_line(each) for each in lines)


def sign(text: str, key: SigningKey) -> SignatureLine:
    """The key's own signature over the text, which ends in a newline."""
    if key.algorithm != NOTE:
        raise ValueError(f"{key.name} is a key for cosignatures")
    return SignatureLine(key.name, key.verifier.id, key.signature(text.encode()))


def opened(note: SignedNote, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """The keys among these that signed it, at least one; signatures of others are passed over.

    Raises Unproven where none did, or where a signature names one of them and isn't its.
    """
    signed = []
    for key in keys:
        for line in note.signatures:
            if line.by(key):
                if not key.verifies(note.text, line.signature):
                    raise Unproven(f"the signature of {key.name} isn't over this text: one of the two was changed")
                signed.append(key)
                break
    if not signed:
        names = ", ".join(each.name for each in note.signatures)
        raise Unproven(f"none of the keys that are trusted here signed it; the signatures say {names}")
    return tuple(signed)


def _read(note: bytes) -> str:
    if len(note) > NOTE_BYTES:
        raise Malformed(f"a note of {len(note)} bytes isn't read; {NOTE_BYTES} is the most")
    try:
        text = note.decode()
    except UnicodeDecodeError as error:
        raise Malformed("the note isn't UTF-8") from error
    if any(each < " " and each != "\n" for each in text):
        raise Malformed("the note holds control characters")
    return text


def _line(text: str) -> SignatureLine:
    name, _, encoded = text.removeprefix(_DASH).partition(" ")
    try:
        whole = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        whole = b""
    if not text.startswith(_DASH) or not is_key_name(name) or len(whole) < 5:
        raise Malformed(f"{text!r} is no line of a signature")
    return SignatureLine(name, whole[:4], whole[4:])
