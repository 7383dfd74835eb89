"""The connection to NATS: nats-py's client, with a way past its header parsing for the subscriptions that read the log.

nats-py spends most of a read on parsing headers and building messages; a raw subscription gets each frame as it came.
Everything else (authentication, reconnecting, TLS, requests) stays nats-py's.
"""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nats.aio.client import Client, Srv
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from shared.eventlog.frames import FrameParser, Sink
from shared.eventlog.moving import Mover
from shared.eventlog.standing import INFO, STREAM, StreamInfo, told_by

logger = logging.getLogger(__name__)

# How long it may take to see whether another server answers, in seconds; a leader hears of its peers each second.
_LOOK = 2.5
_ONE_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class RawInbox:
    """A subscription whose frames go to a sink; `subject` is what to give as reply subject."""

    subject: str
    subscription: Subscription


class LogClient(Client):
    """A nats-py client that can hand raw frames of chosen subscriptions to a sink."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.mover = Mover(self, name)
        self._sinks: dict[bytes, Sink] = {}
        self._ps = FrameParser(self, self._sinks)
        self.on_reconnect: list[Callable[[], None]] = []

    async def _process_msg(self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes) -> None:
        sink = self._sinks.get(b"%d" % sid) if self._sinks else None
        if sink is None:
            await super()._process_msg(sid, subject, reply, data, headers)
        else:
            sink(subject, reply, data, headers)

    async def _connect_to_server(self, s: Srv) -> None:
        # A server that took the connection and said nothing is given up for the next one; nats-py leaves it open.
        if self._transport:
            self._transport.close()  # type: ignore[no-untyped-call]
        await super()._connect_to_server(s)

    async def request(
        self,
        subject: str,
        payload: bytes = b"",
        timeout: float = 0.5,
        old_style: bool = False,
        headers: dict[str, Any] | None = None,
    ) -> Msg:
        """As nats-py's, but a cancellation is never lost.

        Before Python 3.12 `asyncio.wait_for`, which nats-py uses, drops one that comes together with the answer; a
        runner that was told to end went on for ever.
        """
        task = asyncio.current_task()
        before = task.cancelling() if task is not None else 0
        answer = await super().request(subject, payload, timeout, old_style, headers)
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError
        return answer

    async def send(self, subject: str, reply: str, headers: Mapping[str, str] | None, payload: bytes) -> None:
        """What `publish` does, for subjects and headers that are this program's own: a fifth of its work.

        Raises what `publish` raises.
        """
        size = len(payload)
        # Whatever is out of the ordinary is refused there, in its words.
        if headers is None or not self.is_connected or size > self._max_payload or _ONE_WORD.fullmatch(subject) is None:
            await self.publish(subject, payload, reply=reply, headers=None if headers is None else dict(headers))
            return
        block = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        head = f"NATS/1.0\r\n{block}\r\n".encode()
        line = f"HPUB {subject} {reply} {len(head)} {len(head) + size}\r\n".encode()
        self.stats["out_msgs"] += 1
        self.stats["out_bytes"] += size
        await self._send_command(b"".join((line, head, payload, b"\r\n")))
        if self._flush_queue is not None and self._flush_queue.empty():
            await self._flush_pending()

    async def close(self) -> None:
        """End the connection."""
        await self.mover.stop()
        try:
            await super().close()
        except OSError:
            # It broke with something still to be sent, and nobody had noticed: there is nobody to send it to.
            self._pending, self._pending_data_size = [], 0
            self._status = Client.DISCONNECTED
            await super().close()

    async def raw_inbox(self, sink: Sink, *, tokens: bool = False) -> RawInbox:
        """Subscribe a new inbox to the sink; with `tokens`, everything one level below it."""
        subject = self.new_inbox()
        subscription = await self.subscribe(f"{subject}.*" if tokens else subject)
        self._sinks[b"%d" % subscription._id] = sink
        return RawInbox(subject, subscription)

    async def drop_inbox(self, inbox: RawInbox) -> None:
        """Give the inbox up; frames still under way are thrown away."""
        self._sinks.pop(b"%d" % inbox.subscription._id, None)
        if self.is_connected:
            await inbox.subscription.unsubscribe()


async def connect(url: str, *, seed_file: Path | None, name: str) -> LogClient:
    """A connection that notices a frozen server within 10 s and never gives up reconnecting.

    `seed_file` holds the user's nkey seed (None: the server asks for none). Raises ConnectionError, with the address,
    where nothing answers there.
    """
    await _somebody_listens(url, name)
    seed = await asyncio.to_thread(seed_file.read_text) if seed_file else None
    servers = [address.strip() for address in url.split(",")]
    random.shuffle(servers)
    for tried in range(len(servers)):
        try:
            # One of several may be frozen: then it takes the connection, and says nothing.
            return await _connected(servers[tried:] + servers[:tried], seed.strip() if seed else None, name)
        except Exception as error:
            failure = error
    raise ConnectionError(
        f"no NATS server answers at {url} for {name}: {failure or type(failure).__name__}"
    ) from failure


async def _connected(servers: list[str], seed: str | None, name: str) -> LogClient:
    client = LogClient(name)

    async def answers(address: str) -> bool:
        return await answers_there(address, seed)

    client.mover.answers = answers

    async def complain(error: Exception) -> None:
        logger.warning("connection %s to the log: %s", name, error)

    async def reconnected() -> None:
        logger.info("connection %s to the log is back", name)
        for callback in client.on_reconnect:
            callback()

    try:
        await client.connect(
            servers,
            name=name,
            nkeys_seed_str=seed,
            ping_interval=5,
            max_outstanding_pings=2,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.25,  # type: ignore[arg-type]  # nats-py takes fractions of a second
            connect_timeout=5,
            allow_reconnect=False,
            dont_randomize=True,
            error_cb=complain,
            reconnected_cb=reconnected,
        )
    except BaseException:
        # It leaves the socket open that it was about to use.
        await client.close()
        raise
    client.options["allow_reconnect"] = True
    return client


async def answers_there(address: str, seed: str | None) -> bool:
    """Whether somebody with a majority of the servers answers for the log, asked by way of the one at the address.

    A leader that has just been cut off doesn't know it yet: its peers must be heard of while it is looked at.
    """
    client = Client()
    try:
        async with asyncio.timeout(_LOOK):
            await client.connect(
                address,
                name="looking whether the log answers",
                nkeys_seed_str=seed,
                allow_reconnect=False,
                connect_timeout=_LOOK,  # type: ignore[arg-type]  # nats-py takes fractions of a second
                error_cb=_unheard,
            )
            began = time.monotonic()
            while True:
                told = told_by((await client.request(f"{INFO}{STREAM}", b"", timeout=_LOOK)).data)
                if isinstance(told, StreamInfo) and told.heard_within(time.monotonic() - began):
                    return True
                await asyncio.sleep(_LOOK / 10)
    except Exception:  # whatever it is, it doesn't answer
        return False
    finally:
        with suppress(Exception):  # it may not have got as far as a connection
            await client.close()


async def _unheard(_: Exception) -> None:
    """What goes wrong there is no news: it is only looked at."""


async def _somebody_listens(url: str, name: str) -> None:
    """Fail at once where nobody does: nats-py itself would try for two minutes, and leave its sockets open."""
    reason = "no address"
    for address in url.split(","):
        parts = urlsplit(address.strip())
        try:
            async with asyncio.timeout(5):
                _, writer = await asyncio.open_connection(parts.hostname, parts.port or 4222)
        except (OSError, TimeoutError) as error:
            reason = getattr(error, "strerror", None) or "no answer within 5 s"
            continue
        writer.close()
        return
    raise ConnectionError(f"no NATS server answers at {url} for {name}: {reason}")
