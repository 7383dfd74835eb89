"""The keys of people: one message per person in stream KEYS, wrapped by the master key, erased to forget somebody.

Where a key was erased for good stands a mark instead. It holds nothing but the fact, and because a key is stored only
where nothing stands, no process, however late its news, can make another key for somebody who was forgotten.
"""

from __future__ import annotations

import asyncio
import os
import re
import stat
import time
from base64 import b64decode
from collections import OrderedDict
from errno import EACCES
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from shared.eventlog.client import LogClient
from shared.eventlog.errors import LogUnavailable
from shared.eventlog.log import NOT_FOUND, EventLog
from shared.eventlog.standing import ApiError
from shared.events import WrongState
from shared.files import write_once

KEYS = "KEYS"
_KEPT = 20_000
_SECONDS = 30.0
_KEY_BYTES = 32
_ATTEMPTS = 10
_PERSON = re.compile(r"[A-Za-z0-9_-]+")


class MasterKeyWrong(ValueError):
    """The master key doesn't open a person's key: it is another installation's."""


class Forgotten(WrongState):
    """The person was forgotten: nothing can be sealed for him any more."""

    def __init__(self, person: str) -> None:
        super().__init__(f"person {person} was forgotten, for good; nothing personal of him can be kept any more")


class Stored(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands at a person's subject: his key, wrapped, or the mark that there must never be one again."""

    wrapped: bytes | None = None
    forgotten: bool = False


class _Ack(msgspec.Struct, frozen=True):
    error: ApiError | None = None


class _Message(msgspec.Struct, frozen=True):
    seq: int
    data: str = ""


class _Found(msgspec.Struct, frozen=True):
    message: _Message | None = None
    error: ApiError | None = None


def read_master_key(path: Path) -> bytes:
    """The 32 bytes of the master key; made (mode 600) where the file is missing.

    Raises PermissionError for a file that others may open, ValueError on another size.
    """
    if not path.exists():
        write_once(path, os.urandom(_KEY_BYTES))
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        key = file.read()
    if os.name == "posix" and mode & 0o077:
        sentence = f"the master key is open to others (mode {mode:o}); run: chmod 600 {path}"
        raise PermissionError(EACCES, sentence, str(path))
    if len(key) != _KEY_BYTES:
        raise ValueError(f"the master key in {path} has {len(key)} bytes and must have {_KEY_BYTES}")
    return key


def unwrapped(master: bytes, wrapped: bytes, person: str) -> bytes:
    """The person's key. Raises MasterKeyWrong."""
    try:
        return aes_key_unwrap(master, wrapped)
    except InvalidUnwrap as error:
        raise MasterKeyWrong(
            f"the master key doesn't open the key of person {person}; give the master key of this installation"
        ) from error


class Keyring:
    """Finds a person's key, and makes it when asked to. Keys are remembered for half a minute at most."""

    def __init__(self, client: LogClient, master: bytes) -> None:
        self._log = EventLog(client, stream=KEYS)
        self._master = master
        self._known: OrderedDict[str, tuple[float, bytes | None]] = OrderedDict()
        self._forgotten: set[str] = set()

    async def key_of(self, person: str) -> bytes | None:
        """The person's key, None where it was erased or never made.

        Raises LogUnavailable, MasterKeyWrong, ValueError for what can't be a person's id.
        """
        if person in self._forgotten:
            return None
        known = self._known.get(person)
        if known is not None and time.monotonic() - known[0] < _SECONDS:
            return known[1]
        key = await self._read(person)
        if person in self._forgotten:
            return None
        self._remember(person, key)
        return key

    async def make_key_of(self, person: str) -> bytes:
        """The person's key, made where there is none. Two that make it at once get the same one.

        Raises Forgotten for somebody whose key was erased for good, and what `key_of` raises.
        """
        for _ in range(2):
            key = await self.key_of(person) or await self._read(person)
            if person in self._forgotten:
                raise Forgotten(person)
            if key is None:
                key = await self._create(person)
            if key is not None:
                self._remember(person, key)
                return key
        raise LogUnavailable(f"no key could be made for person {person}; try again")

    def forget(self, person: str) -> None:
        """Never use the person's key again, whatever is remembered of it or still to be read. Any thread may call."""
        self._forgotten.add(person)
        self._known.pop(person, None)

    def is_forgotten(self, person: str) -> bool:
        """Whether `forget` was called for the person, or his key was found erased. Any thread may call."""
        return person in self._forgotten

    async def erase(self, person: str) -> bool:
        """Erase the person's key from the bytes of the stream and leave the mark in its place; whether there was one.

        Harmless when it is done already. Raises LogUnavailable; done again, it is completed.
        """
        self.forget(person)
        erased = False
        for _ in range(_ATTEMPTS):
            found = await self._ask("$JS.API.STREAM.MSG.GET.KEYS", {"last_by_subj": _subject(person)})
            if found.message is None:
                if await self._put(_subject(person), Stored(forgotten=True)):
                    return erased
            elif msgspec.json.decode(b64decode(found.message.data), type=Stored).forgotten:
                return erased
            else:
                # Without no_erase the server overwrites the message's bytes before it lets them go.
                await self._ask("$JS.API.STREAM.MSG.DELETE.KEYS", {"seq": found.message.seq, "no_erase": False})
                erased = True
        raise LogUnavailable(f"the key of person {person} is being made again and again; forget the person once more")

    async def _ask(self, subject: str, body: dict[str, object]) -> _Found:
        found = msgspec.json.decode(await self._log.request(subject, msgspec.json.encode(body)), type=_Found)
        if found.error is not None and found.error.err_code != NOT_FOUND:
            raise LogUnavailable(f"the keys can't be reached: {found.error.description}")
        return found

    async def _read(self, person: str) -> bytes | None:
        subject = _subject(person)
        records = await self._log.of_subject(subject)
        # A replica that lags behind may have answered, and absence is told as "forgotten": the leader knows.
        position, held = records[-1] if records else await self._log.last_held(subject)
        if not position:
            return None
        stored = msgspec.json.decode(held, type=Stored)
        if stored.wrapped is None:
            self.forget(person)
            return None
        return await asyncio.to_thread(unwrapped, self._master, stored.wrapped, person)

    async def _create(self, person: str) -> bytes | None:
        key = os.urandom(_KEY_BYTES)
        return key if await self._put(_subject(person), Stored(aes_key_wrap(self._master, key))) else None

    async def _put(self, subject: str, what: Stored) -> bool:
        """Store it where nothing stands; false where something does."""
        headers = {"Nats-Expected-Last-Subject-Sequence": "0"}
        answer = await self._log.request(subject, msgspec.json.encode(what), headers)
        return msgspec.json.decode(answer, type=_Ack).error is None

    def _remember(self, person: str, key: bytes | None) -> None:
        self._known[person] = (time.monotonic(), key)
        self._known.move_to_end(person)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _subject(person: str) -> str:
    # A wildcard in its place would find somebody else's key.
    if not _PERSON.fullmatch(person):
        raise ValueError(f"{person!r} is no person's id: letters, digits, - and _ only")
    return f"keys.person.{person}"
