"""Who the signer is and what it signed last: made together once, never made up again."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass
from secrets import token_bytes, token_hex

from services.proofs.durable import sync, write_all, write_durably
from services.proofs.place import Place
from shared.events import NotFound
from shared.proofs import (
    EMPTY_ROOT,
    NOTE,
    Checkpoint,
    ProofError,
    SignedNote,
    SigningKey,
    Unproven,
    checkpoint_of,
    opened,
    sign,
)


class KeyGone(Unproven):
    """What was signed is remembered, and the key isn't there."""


class KeyReplaced(Unproven):
    """The key is another one than that which signed last, or none at all."""


class MemoryGone(Unproven):
    """The key is there, and nobody knows what it signed."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The signer's key and the last note that it signed."""

    place: Place
    key: SigningKey
    note: SignedNote

    @property
    def origin(self) -> str:
        """The log's name, which is the key's."""
        return self.key.name

    @property
    def signed(self) -> Checkpoint:
        """What the last note says."""
        return checkpoint_of(self.note)

    def sign(self, size: int, root: bytes) -> Memory:
        """Sign a head that has been checked, and remember it; on the disk before anybody can see the signature."""
        head = Checkpoint(self.origin, size, root)
        note = SignedNote(head.text, (sign(head.text, self.key),))
        write_durably(self.place.signed, note.encode())
        return Memory(self.place, self.key, note)


def begun(place: Place, name: str) -> Memory:
    """The signer of this place; a new one, of a log that nobody has heard of, where there was never any.

    Raises KeyGone, KeyReplaced, MemoryGone.
    """
    if not place.identity.exists():
        _begin(place, f"{name}/{token_hex(6)}")
    return remembered(place)


def remembered(place: Place) -> Memory:
    """The signer of this place. Raises NotFound where there was never any, KeyGone, KeyReplaced, MemoryGone."""
    if not place.identity.exists():
        raise NotFound(f"nothing was ever signed in {place.directory}; tomoni audit sign begins")
    key, note = _key(place), _note(place)
    if key is None:
        raise KeyGone(
            f"{place.key} is gone, and without it nothing is signed: bring it back from where you keep it, or begin a "
            f"new log by moving {place.directory} away"
        )
    if note is None:
        raise MemoryGone(
            f"{place.signed} is gone, so nobody here knows what was signed last: put the last checkpoint there, which "
            "each witness has"
        )
    try:
        opened(note, [key.verifier])
        told = checkpoint_of(note)
    except ProofError as error:
        raise KeyReplaced(f"the key in {place.key} isn't the one that signed {place.signed}: {error}") from error
    if told.origin != key.name:
        raise KeyReplaced(
            f"{place.signed} is of the log {told.origin}, and the key in {place.key} is that of {key.name}"
        )
    return Memory(place, key, note)


def _begin(place: Place, origin: str) -> None:
    key = SigningKey(origin, NOTE, token_bytes(32))
    empty = Checkpoint(origin, 0, EMPTY_ROOT)
    note = SignedNote(empty.text, (sign(empty.text, key),))
    draft = Place(place.directory / ".beginning")
    shutil.rmtree(draft.directory, ignore_errors=True)
    write_all({draft.key: f"{key.secret_text}\n".encode(), draft.signed: note.encode()})
    draft.identity.rename(place.identity)
    sync([place.directory])
    shutil.rmtree(draft.directory, ignore_errors=True)


def _key(place: Place) -> SigningKey | None:
    try:
        with place.key.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read().decode("utf-8", "replace").strip()
    except FileNotFoundError:
        return None
    if mode & 0o077:
        raise KeyReplaced(f"{place.key} is open to others (mode {mode:o}); run: chmod 600 {place.key}")
    try:
        return SigningKey.parse(text)
    except ProofError as error:
        raise KeyReplaced(f"{place.key} can't be used: {error}") from error


def _note(place: Place) -> SignedNote | None:
    try:
        return SignedNote.parse(place.signed.read_bytes())
    except FileNotFoundError:
        return None
    except ProofError as error:
        raise MemoryGone(
            f"{place.signed} is damaged ({error}): put the last checkpoint there, which each witness has"
        ) from error
