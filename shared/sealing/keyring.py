"""The keys of people: one message per person in stream KEYS, wrapped by the master key, erased to forget somebody."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections import OrderedDict
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from shared.eventlog.client import LogClient
from shared.eventlog.errors import LogUnavailable
from shared.eventlog.log import ApiError, EventLog
from shared.files import write_once

KEYS = "KEYS"
_KEPT = 20_000
_SECONDS = 30.0
_KEY_BYTES = 32
_LAG = (0.02, 0.1, 0.5)
_PERSON = re.compile(r"[A-Za-z0-9_-]+")


class MasterKeyWrong(ValueError):
    """The master key doesn't open a person's key: it is another installation's."""


class _Stored(msgspec.Struct, frozen=True):
    wrapped: bytes
    v: int = 1


class _Ack(msgspec.Struct, frozen=True):
    seq: int = 0
    error: ApiError | None = None


def read_master_key(path: Path) -> bytes:
    """The 32 bytes of the master key; made (mode 600) where the file is missing. Raises ValueError on another size."""
    if not path.exists():
        write_once(path, os.urandom(_KEY_BYTES))
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise ValueError(f"the master key in {path} has {len(key)} bytes and must have {_KEY_BYTES}")
    return key


class Keyring:
    """Finds a person's key, and makes it when asked to. Keys are remembered for half a minute at most."""

    def __init__(self, client: LogClient, master: bytes) -> None:
        self._log = EventLog(client, stream=KEYS)
        self._master = master
        self._known: OrderedDict[str, tuple[float, bytes | None]] = OrderedDict()

    async def key_of(self, person: str) -> bytes | None:
        """The person's key, None where it was erased or never made.

        Raises LogUnavailable, MasterKeyWrong, ValueError for what can't be a person's id.
        """
        known = self._known.get(person)
        if known is not None and time.monotonic() - known[0] < _SECONDS:
            return known[1]
        key = await self._read(person)
        self._remember(person, key)
        return key

    async def make_key_of(self, person: str) -> bytes:
        """The person's key, made where there is none. Two that make it at once get the same one."""
        for _ in range(2):
            key = await self.key_of(person) or await self._read(person)
            if key is None:
                key = await self._create(person)
            if key is not None:
                self._remember(person, key)
                return key
        raise LogUnavailable(f"no key could be made for person {person}; try again")

    async def _read(self, person: str) -> bytes | None:
        subject = _subject(person)
        records = await self._log.of_subject(subject)
        for pause in _LAG:
            # A replica that lags behind may have answered, and absence is told as "forgotten": the leader knows.
            if records or not await self._log.last_of(subject):
                break
            await asyncio.sleep(pause)
            records = await self._log.of_subject(subject)
        if not records:
            return None
        stored = msgspec.json.decode(records[-1][1], type=_Stored)
        try:
            return await asyncio.to_thread(aes_key_unwrap, self._master, stored.wrapped)
        except InvalidUnwrap as error:
            raise MasterKeyWrong(
                f"the master key doesn't open the key of person {person}; give the master key of this installation"
            ) from error

    async def _create(self, person: str) -> bytes | None:
        key = os.urandom(_KEY_BYTES)
        payload = msgspec.json.encode(_Stored(aes_key_wrap(self._master, key)))
        answer = await self._log.request(_subject(person), payload, {"Nats-Expected-Last-Subject-Sequence": "0"})
        return key if msgspec.json.decode(answer, type=_Ack).error is None else None

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
