"""The log as one object: read an aggregate, a range, a record; append with a check.

All of it goes through an account that holds no stream: `$JS.API` requests that the account imports, and publishing to
the service's own subjects.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from shared.eventlog.client import LogClient, RawInbox
from shared.eventlog.errors import LogAway, LogLeaderless, LogSilent, LogUnavailable
from shared.eventlog.fate import Fate
from shared.eventlog.tally import Tally
from shared.eventlog.trust import Trust

STREAM = "EVENTS"
_BATCH = 1000
# While the server looks for a batch, it hears nothing else from the same connection (measured: 635 ms behind two
# aggregates of 560 events in a log of a million, 21 ms behind batches of 20): what it takes long for is asked in parts.
_FEW, _AT_ONCE = 20, 0.01
# Each costs the server its time for every block of the log between a subject's first and last record (measured: 4.4 ms
# a block of 8 MB, whether one walks or 32 at once), so more at once only make all of them late.
_WALKS = 2
NOT_FOUND = 10037
_NO_LEADER = 503
_INFO = "$JS.API.STREAM.INFO."
_LOOK, _HURRIED = 1.0, 1.0
_SEEN = 2.5

Record = tuple[int, bytes]
"""A position in the log and the payload that stands there."""

Placed = tuple[int, str, bytes]
"""A record with its subject in between."""

AtHand = Callable[[str], Awaitable[list[Record] | None]]
"""Tells every record of a subject, as the leader has it, without walking the log; None where that can't be told."""

LeftOut = Callable[[], Awaitable[Mapping[int, str]]]
"""Tells the ids of events that somebody has decided to leave out, by position."""


class StreamState(msgspec.Struct, frozen=True):
    """Where a stream stands: positions from `first_seq` to `last_seq`, and its size in bytes."""

    messages: int
    bytes: int
    first_seq: int
    last_seq: int
    last_ts: str = ""
    subjects: dict[str, int] = {}


class StreamLimits(msgspec.Struct, frozen=True):
    """The stream's limit in bytes, -1 for none."""

    max_bytes: int = -1


class ApiError(msgspec.Struct, frozen=True):
    """What JetStream says when it refuses."""

    code: int
    err_code: int = 0
    description: str = ""


class Peer(msgspec.Struct, frozen=True):
    """Another server of a stream: for how many nanoseconds its leader hasn't heard of it."""

    active: int = 0
    offline: bool = False


class Peers(msgspec.Struct, frozen=True):
    """The other servers of a stream; none where it is kept once."""

    replicas: list[Peer] = []


class StreamInfo(msgspec.Struct, frozen=True):
    """The answer of STREAM.INFO, as far as it is used."""

    state: StreamState
    config: StreamLimits
    created: str
    cluster: Peers | None = None

    @property
    def has_majority(self) -> bool:
        """Whether who answers hears of so many of the others that what it says is the log, and not what it once was.

        A leader that is cut off from them goes on answering for some seconds, and knows nothing of what they store.
        """
        others = [] if self.cluster is None else self.cluster.replicas
        heard = sum(not each.offline and each.active < _SEEN * 1e9 for each in others)
        return 2 * (1 + heard) > 1 + len(others)


class _Answer(msgspec.Struct, frozen=True):
    error: ApiError | None = None
    message: dict[str, object] | None = None


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


@dataclass(slots=True)
class _Collection:
    records: list[Record] = field(default_factory=list)
    subjects: list[str] | None = None
    done: asyncio.Future[bytes] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class EventLog:
    """A stream, read and written through a connection. `timeout` (seconds) bounds each single request's silence."""

    def __init__(self, client: LogClient, *, stream: str = STREAM, timeout: float = 3.0) -> None:
        self.client, self.stream, self.timeout = client, stream, timeout
        self.tally, self.trust, self.fate = Tally(), Trust(), Fate()
        self.left_out: LeftOut | None = None
        """Asked where an aggregate's events can't be read: which of the log's events count for nothing here."""
        self.at_hand: AtHand | None = None
        """Asked for an aggregate's events before the log is walked for them."""
        self.walks = asyncio.Semaphore(_WALKS)
        """Held by whoever walks far through the log; the others wait, in the order in which they came."""
        self._inbox: RawInbox | None = None
        self._open: dict[bytes, _Collection] = {}
        self._waiting: dict[bytes, asyncio.Future[tuple[bytes, bytes | None]]] = {}
        self._asked = 0

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
            batch = await self._direct_get(ask)
            records += batch
            if len(batch) < size:
                return records
            size = min(2 * size, _BATCH) if time.monotonic() - began < _AT_ONCE else least

    async def range(self, after: int, upto: int) -> AsyncIterator[list[Record]]:
        """The records behind `after` up to and with `upto`, in lists of at most 1,000. Raises LogUnavailable."""
        while after < upto:
            batch = await self._direct_get({"seq": after + 1, "batch": min(_BATCH, upto - after)})
            if not batch:
                return
            after = batch[-1][0]
            yield batch

    async def placed(self, after: int, upto: int) -> AsyncIterator[list[Placed]]:
        """As `range`, each record with its subject."""
        while after < upto:
            subjects: list[str] = []
            batch = await self._direct_get({"seq": after + 1, "batch": min(_BATCH, upto - after)}, subjects)
            if not batch:
                return
            after = batch[-1][0]
            yield [(position, subject, payload) for (position, payload), subject in zip(batch, subjects, strict=True)]

    async def at(self, position: int) -> bytes | None:
        """The payload at a position, or None where there is none."""
        batch = await self._direct_get({"seq": position, "batch": 1})
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

    async def info(self) -> StreamInfo:
        """Where the stream stands. Raises LogUnavailable."""
        return await self._info()

    async def _info(self, ask: dict[str, object] | None = None) -> StreamInfo:
        question = b"" if ask is None else msgspec.json.encode(ask)
        payload = await self.request(f"$JS.API.STREAM.INFO.{self.stream}", question)
        answer = msgspec.json.decode(payload, type=_Answer)
        if answer.error is not None:
            if answer.error.code == _NO_LEADER:
                await self.client.mover.unanswered()
            raise LogUnavailable(f"stream {self.stream} can't be asked: {answer.error.description}")
        return msgspec.json.decode(payload, type=StreamInfo)

    async def request(
        self, subject: str, payload: bytes, headers: dict[str, str] | None = None, *, timeout: float | None = None
    ) -> bytes:
        """One request and its answer's payload. Raises LogUnavailable where none comes in time.

        `timeout` (seconds) bounds this one otherwise than every one.
        """
        reply = await self._reply()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[bytes, bytes | None]] = loop.create_future()
        self._waiting[reply.encode()] = answer
        # A timer of its own: `asyncio.timeout` takes several times as long as all that it guards here.
        # What was sent while nobody led is never answered: who asks anew soon is heard by the next leader soon.
        usual = timeout or self.timeout
        patience = min(usual, _HURRIED) if self.client.mover.in_doubt else usual
        bound = loop.call_later(patience, _give_up, answer)
        try:
            await self._send(subject, payload, reply=reply, headers=headers)
            told, status = await answer
        except TimeoutError as error:
            if subject.startswith(_INFO):
                await self.client.mover.unanswered()
            else:
                await self._look_whether_cut_off()
            raise LogSilent(f"the log did not answer within {patience:g} s") from error
        finally:
            bound.cancel()
            del self._waiting[reply.encode()]
        if status is not None and status[9:12] == b"503":
            await self.client.mover.unanswered()
            raise LogLeaderless("nobody answers for the log now; it may be choosing a leader")
        self.client.mover.answered()
        return told

    async def _look_whether_cut_off(self) -> None:
        """Nothing came: because the server that answers has lost its peers, or because nobody answers at all?"""
        try:
            answer = await self.client.request(f"{_INFO}{self.stream}", b"", timeout=_LOOK)
            info = msgspec.json.decode(answer.data, type=StreamInfo)
        except Exception:  # whatever it is, nothing is known
            await self.client.mover.unanswered()
            return
        if info.has_majority:
            self.client.mover.answered()
        else:
            await self.client.mover.cut_off()

    async def publish(self, subject: str, payload: bytes, headers: dict[str, str]) -> None:
        """Send without waiting for an answer (the inner messages of an atomic batch). Raises LogUnavailable."""
        await self._send(subject, payload, headers=headers)

    async def _send(
        self, subject: str, payload: bytes, *, reply: str = "", headers: dict[str, str] | None = None
    ) -> None:
        try:
            await self.client.send(subject, reply, headers, payload)
        except Exception as error:
            if self.client.is_connected:
                raise
            raise LogAway("the connection to the log is down") from error

    async def _direct_get(self, ask: dict[str, object], subjects: list[str] | None = None) -> list[Record]:
        """The records that are asked for, and their subjects into the list, where one is given."""
        reply = await self._reply()
        collection = self._open[reply.encode()] = _Collection(subjects=subjects)
        try:
            await self._send(f"$JS.API.DIRECT.GET.{self.stream}", msgspec.json.encode(ask), reply=reply)
            status = await self._whole(collection)
        finally:
            del self._open[reply.encode()]
        if status[9:12] not in (b"204", b"404"):
            reason = status.partition(b"\r")[0].decode()
            raise LogUnavailable(f"the log refused to be read: {reason}")
        return collection.records

    async def _whole(self, collection: _Collection) -> bytes:
        """Wait for the end of the batch. Records far apart take the server long, but come one by one meanwhile."""
        come = -1
        while come < len(collection.records):
            come = len(collection.records)
            done, _ = await asyncio.wait([collection.done], timeout=self.timeout)
            if done:
                return collection.done.result()
        raise LogSilent(f"the log did not answer within {self.timeout:g} s")

    async def _reply(self) -> str:
        """A reply subject that nobody else has: one level below an inbox that stays subscribed."""
        if self._inbox is None:
            self._inbox = await self.client.raw_inbox(self._collect, tokens=True)
        self._asked += 1
        return f"{self._inbox.subject}.{self._asked}"

    def _collect(self, subject: bytes, reply: bytes, payload: bytes, headers: bytes | None) -> None:
        answer = self._waiting.get(subject)
        if answer is not None:
            if not answer.done():
                answer.set_result((payload, headers))
            return
        collection = self._open.get(subject)
        if collection is None or headers is None:
            return
        if headers[8:9] == b" ":  # a status line: the end of the batch, or why there is none
            if not collection.done.done():
                collection.done.set_result(headers)
            return
        start = headers.index(b"Nats-Sequence: ") + 15
        collection.records.append((int(headers[start : headers.index(b"\r", start)]), payload))
        if collection.subjects is not None:
            start = headers.index(b"Nats-Subject: ") + 14
            collection.subjects.append(headers[start : headers.index(b"\r", start)].decode())


def _give_up(answer: asyncio.Future[tuple[bytes, bytes | None]]) -> None:
    if not answer.done():
        answer.set_exception(TimeoutError())
