"""Seal personal text before it enters the log, open it only when it is shown.

AES-256-GCM with the person's own key and a fresh nonce; the person's id is authenticated with it, so a sealed text
can't be passed off as somebody else's.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.eventlog.errors import LogUnavailable
from shared.events import Sealed
from shared.events.values import PLAIN
from shared.sealing.keyring import Forgotten, Keyring
from shared.sealing.strongbox import Strongbox

FORGOTTEN = "(forgotten)"
"""Shown in place of a text whose key is gone."""

INSTALLATION = "installation"
"""Whose key seals what is nobody's, where a person's key stands: okr makes it, for okr alone writes keys."""

_PREFIX = "sealed:v1:"
_NONCE = 12
_AMONG = "+"
_SEALED = re.compile(r"sealed:v1:(?P<person>[A-Za-z0-9_-]+(?:\+[A-Za-z0-9_-]+)*):(?P<secret>[A-Za-z0-9_=-]+)")


class Sealer:
    """Seals and opens personal text; finds e-mails and tells bodies apart by keyed digests.

    `strongbox` keeps secrets that are nobody's in particular.
    """

    def __init__(self, keyring: Keyring, master: bytes) -> None:
        self._keyring = keyring
        self._index_key = _derive(master, b"tomoni e-mail index")
        self._digest_key = _derive(master, b"tomoni command digest")
        self.strongbox = Strongbox(_derive(master, b"tomoni secrets at rest"))

    async def seal(self, person: str, text: str) -> Sealed:
        """The text, readable only with the person's key, which is made where there is none. Raises Forgotten."""
        key = await self._keyring.make_key_of(person)
        nonce = os.urandom(_NONCE)
        secret = AESGCM(key).encrypt(nonce, text.encode(), person.encode())
        return Sealed(f"{_PREFIX}{person}:{urlsafe_b64encode(nonce + secret).decode()}")

    async def found(self) -> None:
        """Make the installation's key, where there is none. Raises LogUnavailable."""
        await self._keyring.make_key_of(INSTALLATION)

    async def seal_here(self, text: str) -> Sealed:
        """The text, readable by both services and nobody else. Raises LogUnavailable before okr has made the key."""
        if await self._keyring.key_of(INSTALLATION) is None:
            raise LogUnavailable("the installation has no key of its own yet; start okr once, which makes it")
        return await self.seal(INSTALLATION, text)

    async def seal_among(self, people: Collection[str], text: str) -> Sealed:
        """The text, readable until one of these people is forgotten: so its going doesn't tell whose it was.

        Raises Forgotten.
        """
        those = sorted(set(people))
        key = _joint([await self._keyring.make_key_of(person) for person in those])
        name, nonce = _AMONG.join(those), os.urandom(_NONCE)
        secret = AESGCM(key).encrypt(nonce, text.encode(), name.encode())
        return Sealed(f"{_PREFIX}{name}:{urlsafe_b64encode(nonce + secret).decode()}")

    async def open(self, sealed: str | None) -> str | None:
        """The text again, FORGOTTEN where its key is gone or it was tampered with, None for None."""
        if sealed is None:
            return None
        if sealed.startswith(PLAIN):
            return sealed.removeprefix(PLAIN)
        parts = _SEALED.fullmatch(sealed)
        key = await self._key_of(parts["person"]) if parts is not None else None
        if parts is None or key is None:
            return FORGOTTEN
        try:
            raw = urlsafe_b64decode(parts["secret"])
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], parts["person"].encode()).decode()
        except (InvalidTag, ValueError):
            return FORGOTTEN

    async def _key_of(self, name: str) -> bytes | None:
        """The person's key, or the one of several people."""
        if _AMONG not in name:
            return await self._keyring.key_of(name)
        keys = [await self._keyring.key_of(person) for person in name.split(_AMONG)]
        present = [key for key in keys if key is not None]
        return _joint(present) if len(present) == len(keys) else None

    async def seal_as(self, name: str, person: str, text: str) -> Sealed:
        """The same where nobody may know whose it is: `name` stands in the person's place. Raises Forgotten."""
        sealed = await self.seal(person, text)
        return Sealed(f"{_PREFIX}{name}:{sealed.removeprefix(f'{_PREFIX}{person}:')}")

    async def open_as(self, person: str, sealed: str | None) -> str | None:
        """What was sealed for this person under another name; FORGOTTEN also where it was somebody else's."""
        parts = None if sealed is None else _SEALED.fullmatch(sealed)
        return await self.open(sealed if parts is None else f"{_PREFIX}{person}:{parts['secret']}")

    @staticmethod
    def is_sealed(text: str | None) -> bool:
        """Whether this is a sealed text, whosever: for fields that older versions left in clear."""
        return text is not None and _SEALED.fullmatch(text) is not None

    async def open_all(self, sealed: Sequence[str | None]) -> list[str | None]:
        """Many texts at once, in order."""
        return list(await asyncio.gather(*(self.open(one) for one in sealed)))

    async def erase(self, person: str) -> bool:
        """Make everything that was sealed for the person unreadable, for good; whether it wasn't yet."""
        return await self._keyring.erase(person)

    def forget(self, person: str) -> None:
        """Know at once that the person's key is gone. Any thread may call."""
        self._keyring.forget(person)

    def is_forgotten(self, person: str) -> bool:
        """Whether this process has heard that the person is forgotten. Any thread may call."""
        return self._keyring.is_forgotten(person)

    @staticmethod
    def whose(sealed: str | None) -> frozenset[str]:
        """Whose keys open a sealed text, by their ids."""
        parts = None if sealed is None else _SEALED.fullmatch(sealed)
        return frozenset() if parts is None else frozenset(parts["person"].split(_AMONG))

    def email_index(self, email: str) -> str:
        """What finds a person by e-mail without telling it: a keyed digest (HMAC-SHA256), whatever the case."""
        return _keyed(self._index_key, email.strip().casefold().encode())

    def digest(self, body: bytes) -> str:
        """What tells one command's body from another's without telling what it says."""
        return _keyed(self._digest_key, body)

    async def digest_of(self, person: str, body: bytes) -> str:
        """A digest that nobody can make again once the person is forgotten, not even with the master key.

        Raises Forgotten for somebody who has no key.
        """
        key = await self._keyring.key_of(person)
        if key is None:
            raise Forgotten(person)
        return _keyed(_derive(key, b"tomoni personal digest"), body)


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(master)


def _joint(keys: Sequence[bytes]) -> bytes:
    return _derive(b"".join(keys), b"tomoni text of several people")


def _keyed(key: bytes, text: bytes) -> str:
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:32]
