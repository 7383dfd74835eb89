"""The log as one object: read an aggregate, a range, a record; append with a check.

All of it goes through an account that holds no stream: `$JS.API` requests that the account imports, and publishing to
the service's own subjects.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime

import msgspec

from shared.eventlog.asking import Asking, Record
from shared.eventlog.client import LogClient
from shared.eventlog.errors import LogUnavailable
from shared.eventlog.fate import Fate
from shared.eventlog.metrics import LogMetrics
from shared.eventlog.standing import STREAM, ApiError
from shared.eventlog.trust import Trust

_BATCH = 1000
# While the server looks for a batch, it hears nothing else from the same connection (measured: 635 ms behind two
# aggregates of 560 events in a log of a million, 21 ms behind batches of 20): what it takes long for is asked in parts.
_FEW, _AT_ONCE = 20, 0.01
# Each costs the server its time for every block of the log between a subject's first and last record (measured: 4.4 ms
# a block of 8 MB, whether one walks or 32 at once), so more at once only make all of them late.
_WALKS = 2
NOT_FOUND = 10037

Placed = tuple[int, str, bytes]
"""A record with its subject in between."""

AtHand = Callable[[str], Awaitable[list[Record] | None]]
"""Tells every record of a subject, as the leader has it, without walking the log; None where that can't be told."""

LeftOut = Callable[[], Awaitable[Mapping[int, str]]]
"""Tells the ids of events that somebody has decided to leave out, by position."""


class _Stored(msgspec.Struct, frozen=True):
    time: datetime


class _StoredAnswer(msgspec.Struct, frozen=True):
    message: _Stored | None = None


class _Held(msgspec.Struct, frozen=True):
    seq: int = 0
    data: bytes = b""
    time: str = ""


class _HeldAnswer(msgspec.Struct, frozen=True):
    error: ApiError | None = None
    message: _Held | None = None


class EventLog(Asking):
    """A stream, read and written through a connection."""

    def __init__(self, client: LogClient, *, stream: str = STREAM, timeout: float = 3.0) -> None:
        super().__init__(client, stream=stream, timeout=timeout)
        self.metrics, self.trust, self.fate = LogMetrics(), Trust(), Fate()
        self.left_out: LeftOut | None = None
        """Asked where an aggregate's events can't be read: which of the log's events count for nothing here."""
        self.at_hand: AtHand | None = None
        """Asked for an aggregate's events before the log is walked for them."""
        self.walks = asyncio.Semaphore(_WALKS)
        """Held by whoever walks far through the log; the others wait, in the order in which they came."""

    @property
    def reconnects(self) -> int:
        """How often the connection was lost and made anew, to this server or another."""
        return int(self.client.stats["reconnects"])

    async def of_subject(self, subject: str, *, after: int = 0) -> list[Record]:
        """Every record of one literal subject behind a position, in order. Raises LogUnavailable."""
        return await self._behind(subject, after, _BATCH)

    async def in_parts(self, subject: str, *, after: int = 0) -> list[Record]:
        """As `of_subject`, where the server must walk far: others of this connection are heard in between.

        Of several servers each part may be another one's: it ends where one of them that is asked lags behind.
        """
        return await self._behind(subject, after, _FEW)

    async def _behind(self, subject: str, after: int, least: int) -> list[Record]:
        records: list[Record] = []
        size = least
        while True:
            began = time.monotonic()
            ask = {"seq": (records[-1][0] if records else after) + 1, "next_by_subj": subject, "batch": size}
            batch = await self.direct_get(ask)
            records += batch
            if len(batch) < size:
                return records
            size = min(2 * size, _BATCH) if time.monotonic() - began < _AT_ONCE else least

    async def range(self, after: int, upto: int) -> AsyncIterator[list[Record]]:
        """The records behind `after` up to and with `upto`, in lists of at most 1,000. Raises LogUnavailable."""
        while after < upto:
            batch = await self.direct_get({"seq": after + 1, "batch": min(_BATCH, upto - after)})
            if not batch:
                return
            after = batch[-1][0]
            yield batch

    async def placed(self, after: int, upto: int) -> AsyncIterator[list[Placed]]:
        """As `range`, each record with its subject."""
        while after < upto:
            subjects: list[str] = []
            batch = await self.direct_get({"seq": after + 1, "batch": min(_BATCH, upto - after)}, subjects)
            if not batch:
                return
            after = batch[-1][0]
            yield [(position, subject, payload) for (position, payload), subject in zip(batch, subjects, strict=True)]

    async def at(self, position: int) -> bytes | None:
        """The payload at a position, or None where there is none."""
        batch = await self.direct_get({"seq": position, "batch": 1})
        return batch[0][1] if batch and batch[0][0] == position else None

    async def held_at(self, position: int) -> bytes | None:
        """The payload at a position as the leader holds it, or None where it holds none. Raises LogUnavailable.

        A replica that has just come back may answer `at` without having it yet.
        """
        held = await self.held_since(position)
        return None if held is None else held[0]

    async def held_since(self, position: int) -> tuple[bytes, str] | None:
        """As `held_at`, with the moment when the server stored it, as the server tells it (to the nanosecond)."""
        ask = msgspec.json.encode({"seq": position})
        payload = await self.request(f"$JS.API.STREAM.MSG.GET.{self.stream}", ask)
        answer = msgspec.json.decode(payload, type=_HeldAnswer)
        if answer.error is not None:
            if answer.error.err_code == NOT_FOUND:
                return None
            raise LogUnavailable(f"the log refused to be read at position {position}: {answer.error.description}")
        return (answer.message.data, answer.message.time) if answer.message is not None else None

    async def stored_at(self, position: int) -> datetime | None:
        """When the server stored the record at a position, by its own clock; None where there is none."""
        ask = msgspec.json.encode({"seq": position})
        answer = await self.request(f"$JS.API.STREAM.MSG.GET.{self.stream}", ask)
        found = msgspec.json.decode(answer, type=_StoredAnswer).message
        return None if found is None else found.time

    async def last_of(self, subject: str) -> int:
        """The position of the subject's last record as the leader knows it; 0 where there is none."""
        return (await self.last_held(subject))[0]

    async def last_held(self, subject: str) -> Record:
        """The subject's last record as the leader holds it; position 0 where there is none. Raises LogUnavailable."""
        ask = msgspec.json.encode({"last_by_subj": subject})
        payload = await self.request(f"$JS.API.STREAM.MSG.GET.{self.stream}", ask)
        answer = msgspec.json.decode(payload, type=_HeldAnswer)
        if answer.error is not None:
            if answer.error.err_code == NOT_FOUND:
                return 0, b""
            raise LogUnavailable(f"the log refused to be read: {answer.error.description}")
        held = answer.message or _Held()
        return held.seq, held.data

    async def count_of(self, subject: str) -> int:
        """How many records of one literal subject the leader holds. Raises LogUnavailable."""
        return (await self._info({"subjects_filter": subject})).state.subjects.get(subject, 0)
