"""Ask a stream, and be told: one request and its answer, or a batch of records, on an inbox that stays subscribed.

Whose answer doesn't come is looked into: the server that was asked may be cut off from its peers.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import msgspec

from shared.eventlog.client import LogClient, RawInbox
from shared.eventlog.errors import LogAway, LogLeaderless, LogSilent, LogUnavailable
from shared.eventlog.standing import INFO, NO_LEADER, STREAM, ApiError, StreamInfo, told_by

# What was sent while nobody led is never answered: who asks anew soon is heard by the next leader soon.
_SILENT, _AGAIN, _HURRIED = 1.0, 0.25, 1.0
_QUESTIONS = (INFO, "$JS.API.STREAM.MSG.GET.")
# A leader that has just been elected hasn't heard of its peers for a moment.
_HEARING = 0.25
# For how long one of several servers is expected to swallow what it is asked, once it has.
_UNHEARD = 30.0

Record = tuple[int, bytes]
"""A position in the log and the payload that stands there."""


@dataclass(slots=True)
class Collection:
    """The records of a batch as they come; `done` holds the status line that ends it."""

    records: list[Record] = field(default_factory=list)
    subjects: list[str] | None = None
    done: asyncio.Future[bytes] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Asking:
    """A stream, asked through a connection. `timeout` (seconds) bounds each single request's silence."""

    def __init__(self, client: LogClient, *, stream: str, timeout: float) -> None:
        self.client, self.stream, self.timeout = client, stream, timeout
        self._inbox: RawInbox | None = None
        self._open: dict[bytes, Collection] = {}
        self._waiting: dict[bytes, asyncio.Future[tuple[bytes, bytes | None]]] = {}
        self._asked, self._unheard_until = 0, 0.0

    async def info(self) -> StreamInfo:
        """Where the stream stands. Raises LogUnavailable."""
        return await self._info()

    async def _info(self, ask: dict[str, object] | None = None) -> StreamInfo:
        question = b"" if ask is None else msgspec.json.encode(ask)
        told = told_by(await self.request(f"{INFO}{self.stream}", question))
        if isinstance(told, ApiError):
            if told.code == NO_LEADER:
                await self.client.mover.unanswered(self.stream)
            raise LogUnavailable(f"stream {self.stream} can't be asked: {told.description}")
        if not told.has_majority:
            await self._look_whether_cut_off()
        return told

    async def request(
        self,
        subject: str,
        payload: bytes,
        headers: dict[str, str] | None = None,
        *,
        timeout: float | None = None,
        stream: str = "",
    ) -> bytes:
        """One request and its answer's payload; a question is asked again and again. Raises LogUnavailable.

        `timeout` (seconds) bounds this one otherwise than every one; `stream` is whose it is, where it isn't this one.
        """
        mover, whose = self.client.mover, stream or self.stream
        is_question = subject.startswith(_QUESTIONS)
        patience = timeout or self.timeout
        if not is_question and mover.in_doubt(whose):
            # What is sent while nobody leads is never heard of.
            if whose == self.stream == STREAM and not (await self._info()).has_majority:
                raise LogUnavailable("the server that answers for the log is cut off from the others")
            patience = min(patience, _HURRIED)
        until = time.monotonic() + patience
        reply = await self._reply()
        try:
            while True:
                try:
                    left = max(until - time.monotonic(), _AGAIN)
                    told, status = await self._once(
                        subject, payload, reply, headers, min(left, self._step(whose)) if is_question else left
                    )
                    break
                except TimeoutError as error:
                    if is_question:
                        await mover.unanswered(whose)
                        if time.monotonic() < until:
                            continue
                    else:
                        await self._look_whether_cut_off(whose)
                    raise LogSilent(f"the log did not answer within {patience:g} s") from error
        finally:
            self._waiting.pop(reply.encode(), None)
        if status is not None and status[9:12] == b"503":
            await mover.unanswered(whose)
            raise LogLeaderless("nobody answers for the log now; it may be choosing a leader")
        mover.answered(whose)
        return told

    def _step(self, whose: str) -> float:
        """For how many seconds an answer is waited for until a question is asked again."""
        return _AGAIN if self.client.mover.in_doubt(whose) else _SILENT

    async def _once(
        self, subject: str, payload: bytes, reply: str, headers: dict[str, str] | None, patience: float
    ) -> tuple[bytes, bytes | None]:
        """Send, and wait for so many seconds. Raises TimeoutError, LogUnavailable."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[bytes, bytes | None]] = loop.create_future()
        self._waiting[reply.encode()] = answer
        # A timer of its own: `asyncio.timeout` takes several times as long as all that it guards here.
        bound = loop.call_later(patience, _give_up, answer)
        try:
            await self._send(subject, payload, reply=reply, headers=headers)
            return await answer
        finally:
            bound.cancel()

    async def _look_whether_cut_off(self, whose: str = "") -> None:
        """Nothing came: because the server that answers has lost its peers, or because nobody answers at all?"""
        mover, whose = self.client.mover, whose or self.stream
        lonely = False
        for _ in range(2):
            try:
                answer = await self.client.request(f"{INFO}{STREAM}", b"", timeout=_SILENT)
                told = told_by(answer.data)
            except Exception:  # whatever it is, nothing is known
                break
            if isinstance(told, ApiError):
                break
            if told.has_majority:
                if whose == STREAM:
                    mover.answered(whose)
                    return
                break
            if lonely:
                await mover.cut_off()
                return
            lonely = True
            await asyncio.sleep(_HEARING)
        await mover.unanswered(whose)

    def _lost(self) -> None:
        """The connection was made anew: nothing that was sent before will be answered here."""
        for answer in self._waiting.values():
            _give_up(answer)
        for collection in self._open.values():
            if not collection.done.done():
                collection.done.set_exception(LogSilent("the connection to the log was made anew in between"))

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

    async def direct_get(self, ask: dict[str, object], subjects: list[str] | None = None) -> list[Record]:
        """The records that are asked for, and their subjects into the list, where one is given."""
        until = time.monotonic() + self.timeout
        while True:
            collection = Collection(subjects=[] if subjects is not None else None)
            reply = await self._reply()
            self._open[reply.encode()] = collection
            try:
                await self._send(f"$JS.API.DIRECT.GET.{self.stream}", msgspec.json.encode(ask), reply=reply)
                status = await self._whole(collection, until)
            finally:
                del self._open[reply.encode()]
            if status is not None:
                break
        if status[9:12] not in (b"204", b"404"):
            reason = status.partition(b"\r")[0].decode()
            raise LogUnavailable(f"the log refused to be read: {reason}")
        if subjects is not None:
            subjects += collection.subjects or []
        return collection.records

    async def _whole(self, collection: Collection, until: float) -> bytes | None:
        """Wait for the end of the batch; None where nobody has begun, and another server may be asked.

        Any server that holds the stream may be the one that is asked, also one that is cut off from the others and
        heard of by nobody. Records far apart take it long, but come one by one meanwhile.
        """
        come, step = 0, _AGAIN if time.monotonic() < self._unheard_until else _SILENT
        while True:
            done, _ = await asyncio.wait([collection.done], timeout=step if not come else self.timeout)
            if done:
                return collection.done.result()
            if come < len(collection.records):
                come = len(collection.records)
                continue
            self._unheard_until = time.monotonic() + _UNHEARD
            if not come and time.monotonic() < until:
                return None
            raise LogSilent(f"the log did not answer within {self.timeout:g} s")

    async def _reply(self) -> str:
        """A reply subject that nobody else has: one level below an inbox that stays subscribed."""
        if self._inbox is None:
            self._inbox = await self.client.raw_inbox(self._collect, tokens=True)
            self.client.on_reconnect.append(self._lost)
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
