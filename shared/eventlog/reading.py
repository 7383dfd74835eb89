"""The fast reader: every record of the log from a position on, in order, as raw frames pulled from a durable.

Pull requests of 2,000 are kept in flight; a frame's sequence comes from its reply subject and must follow the last
one. The durable itself remembers nothing that matters: the reader puts it at the position it wants, at the start, after
a reconnect, and where frames went missing.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing, suppress

import msgspec

from shared.eventlog.asking import Asking, Record
from shared.eventlog.client import LogClient, RawInbox
from shared.eventlog.errors import LogDamaged, LogUnavailable
from shared.eventlog.log import NOT_FOUND
from shared.eventlog.standing import STREAM
from shared.stopping import broken_off

_PULL = 2_000
_IN_FLIGHT = 10 * _PULL
_HELD = 20_000
# Short, because the server now and then takes a request of an inbox that is gone for a living one (measured on 2.15.1:
# once in a thousand hand-overs under load): until it expires it swallows what is meant for the next reader.
_WAIT = 2.0
_ANSWER, _RESET = 1.0, 1.5
# What lies in the log already comes at once; if it doesn't within a turn, such a request has swallowed it.
_TURN = 1.0
# A pull request that brings nothing tells at least that it has ended.
_SILENCE = _WAIT + 1
# How often records are read past a durable that doesn't answer, and how many at once.
_MEANWHILE, _BATCH = 0.2, 1_000
_REQUEST = msgspec.json.encode({"batch": _PULL, "expires": int(_WAIT * 1e9)})


class FastReader:
    """Reads a stream through one pull durable (ack policy none) that nobody else uses at the same time."""

    def __init__(self, client: LogClient, durable: str, *, stream: str = STREAM) -> None:
        self._client, self._durable, self._stream = client, durable, stream
        self._log = Asking(client, stream=stream, timeout=_ANSWER)
        self._inbox: RawInbox | None = None
        self._held: list[Record] = []
        self._last = 0
        self._asked = 0
        self._missing: int | None = None
        self._suspected: int | None = None
        self._arrived = asyncio.Event()
        self._reset_wanted = False
        self._reconnected = False
        self._due = 0
        self._looked = self._heard = 0.0
        self._left = b"0"

    @property
    def pending(self) -> int:
        """How many records the server held behind the last frame, when it sent that frame."""
        return int(self._left)

    async def follow(self, after: int, *, idle: float | None = None) -> AsyncGenerator[list[Record], None]:
        """Lists of (position, payload) behind `after`, for ever; an empty list each `idle` seconds of silence.

        Raises LogDamaged where the log has a hole; a lost connection or a server that is electing is waited for.
        """
        self._last, self._held, self._suspected = after, [], None
        self._reset_wanted = True
        self._client.on_reconnect.append(self._on_reconnect)
        told = self._heard = time.monotonic()
        try:
            while True:
                if self._reconnected and idle is not None:
                    # Whoever follows may want to look whether it is the same log, before anything else is waited for.
                    told = time.monotonic()
                    yield []
                if self._reset_wanted:
                    async with aclosing(self._past_the_durable(self._reset())) as batches:
                        async for batch in batches:
                            told = time.monotonic()
                            yield batch
                await self._ask()
                if not self._held and time.monotonic() - self._looked > _WAIT:
                    await self._look_at_end()
                if not self._held and not self._reset_wanted:
                    await self._wait(_TURN if idle is None else min(idle, _TURN))
                    # The end of a pull request is no record, but no timeout either.
                    if not self._held and idle is not None and time.monotonic() - told >= idle:
                        told = time.monotonic()
                        yield []
                if self._missing is not None:
                    await self._prove_hole()
                if self._held:
                    batch, self._held = self._held, []
                    yield batch
                    told = time.monotonic()
        finally:
            self._client.on_reconnect.remove(self._on_reconnect)
            if self._inbox is not None:
                await self._client.drop_inbox(self._inbox)
                self._inbox = None

    async def _wait(self, seconds: float) -> None:
        """For what comes next; where what must come doesn't, or nothing at all, the durable is put there anew."""
        self._arrived.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        except TimeoutError:
            # Perhaps the requests are lost, and if they aren't, asking twice does no harm; or the durable is lost,
            # moved, or has no leader: then not even the end of a pull request comes.
            if self._last < self._due or time.monotonic() - self._heard > _SILENCE:
                self._asked, self._reset_wanted = 0, True
                self._heard = time.monotonic()

    async def _past_the_durable(self, resetting: Coroutine[None, None, None]) -> AsyncGenerator[list[Record], None]:
        """While the durable doesn't answer: what any of the servers holds, which is stored for good.

        A durable elects a leader of its own, and may be without one when the log has its own again.
        """
        task = asyncio.create_task(resetting)
        try:
            while not (await asyncio.wait([task], timeout=_MEANWHILE))[0] and not self._reconnected:
                with suppress(LogUnavailable):
                    for position, payload in await self._log.direct_get({"seq": self._last + 1, "batch": _BATCH}):
                        if position != self._last + 1:
                            # Another one came first, or there is a hole, which is for the durable to prove.
                            break
                        self._last = position
                        self._held.append((position, payload))
                if self._held:
                    batch, self._held = self._held, []
                    yield batch
            if task.done():
                await task
        finally:
            await broken_off(task)

    def _on_reconnect(self) -> None:
        self._reset_wanted = self._reconnected = True
        self._arrived.set()

    async def _ask(self) -> None:
        while self._asked < _IN_FLIGHT - _PULL + 1 and len(self._held) < _HELD and self._inbox is not None:
            self._asked += _PULL
            await self._client.publish(
                f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._durable}", _REQUEST, reply=self._inbox.subject
            )

    async def _reset(self) -> None:
        """Put the durable behind the last frame taken.

        The inbox stays, for its open requests still bring what comes: of several servers, one that the consumer's
        leader knows by way of another goes on serving the requests of an inbox that is gone until they expire, and a
        reader that made a new one at each reset would starve behind its own (measured on three).
        """
        self._reset_wanted, again = False, self._reconnected
        self._missing, self._reconnected = None, False
        if again and self._inbox is not None:
            await self._client.drop_inbox(self._inbox)
            self._inbox = None
        for pause in (0.1, 0.3, 0.5, 0.5, 0.5, 0.5):
            ask = msgspec.json.encode({"seq": self._last + 1})
            try:
                answer = await self._client.request(
                    f"$JS.API.CONSUMER.RESET.{self._stream}.{self._durable}", ask, timeout=_RESET
                )
            except Exception:  # no leader, no connection: all of them pass
                if self._reconnected:
                    break
                await self._look_for_durable()
                await asyncio.sleep(pause)
                continue
            error = msgspec.json.decode(answer.data).get("error")
            if error is None:
                if self._inbox is None:
                    self._inbox, self._asked = await self._client.raw_inbox(self._take), 0
                await self._look_at_end()
                return
            if error.get("code") != 503:
                raise LogUnavailable(f"durable {self._durable} can't be used: {error.get('description')}")
            await asyncio.sleep(pause)
        self._reset_wanted = True

    async def _look_at_end(self) -> None:
        """How far the log goes, and so what has to come. The durable's own count leaves out what went elsewhere."""
        self._looked = time.monotonic()
        # Where nobody leads, as in _reset.
        with suppress(LogUnavailable):
            self._due = (await self._log.info()).state.last_seq

    async def _look_for_durable(self) -> None:
        """A server says nothing to the reset of a durable that isn't there, so ask for it. Raises LogUnavailable."""
        subject = f"$JS.API.CONSUMER.INFO.{self._stream}.{self._durable}"
        try:
            answer = await self._client.request(subject, b"", timeout=_ANSWER)
        except Exception:  # as in _reset
            return
        if (msgspec.json.decode(answer.data).get("error") or {}).get("code") == 404:
            raise LogUnavailable(f"durable {self._durable} isn't there; apply the streams again to make it")

    async def _prove_hole(self) -> None:
        """A frame came that doesn't follow the last one: read again from there; a second time, it is a hole."""
        missing = self._missing
        self._missing = None
        if missing == self._last + 1 and self._suspected == missing:
            if await self._gone(missing):
                raise LogDamaged(f"the log has a hole: the event at position {missing} is gone")
            # Somebody else reads by the same durable and takes what is asked for here: he will notice, too.
            await asyncio.sleep(random.uniform(0.05, 0.5))
        self._suspected = missing
        self._reset_wanted = True

    async def _gone(self, position: int) -> bool:
        """Whether the log says itself that there is no such record."""
        ask = msgspec.json.encode({"seq": position})
        try:
            answer = await self._client.request(f"$JS.API.STREAM.MSG.GET.{self._stream}", ask, timeout=_ANSWER)
        except Exception:  # nobody knows at this moment
            return False
        return (msgspec.json.decode(answer.data).get("error") or {}).get("err_code") == NOT_FOUND

    def _take(self, subject: bytes, reply: bytes, payload: bytes, headers: bytes | None) -> None:
        if not reply.startswith(b"$JS.ACK."):
            self._status(headers or b"")
            return
        tokens = reply.split(b".")
        # $JS.ACK.<stream>.<durable>.<delivered>.<sequence>.<n>.<time>.<pending>, or with domain and account before.
        shift = 0 if len(tokens) == 9 else 2
        sequence = int(tokens[5 + shift])
        if self._asked > 0:
            self._asked -= 1
        if sequence == self._last + 1:
            self._last = sequence
            held = self._held
            held.append((sequence, payload))
            self._left = tokens[8 + shift]
            if len(held) > 1:
                # Whoever waits was told of the first one.
                return
        elif sequence > self._last:
            self._missing = self._last + 1
        self._heard = time.monotonic()
        self._arrived.set()

    def _status(self, headers: bytes) -> None:
        """The end of a pull request: give back what it did not deliver."""
        start = headers.find(b"Nats-Pending-Messages: ")
        if start >= 0:
            self._asked = max(0, self._asked - int(headers[start + 23 : headers.index(b"\r", start)]))
        else:
            self._asked = 0
        if headers[9:12] not in (b"408", b"404", b"100"):
            self._reset_wanted = True
        self._heard = time.monotonic()
        self._arrived.set()
