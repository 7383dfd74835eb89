"""What is asked and not answered is asked again; what is sent to be stored is sent once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest

from shared.eventlog import LogUnavailable, asking
from shared.eventlog.asking import Asking
from shared.eventlog.client import LogClient
from shared.eventlog.errors import LogSilent
from shared.eventlog.log import EventLog
from shared.eventlog.standing import StreamInfo
from shared.projection import halting

INFO = "$JS.API.STREAM.INFO.EVENTS"


def info(last: int, *heard: float) -> bytes:
    """The answer of a leader that holds so much, and heard of each of the others so many seconds ago."""
    state = {"messages": last, "bytes": 1, "first_seq": 1, "last_seq": last}
    told: dict[str, Any] = {"state": state, "config": {}, "created": ""}
    if heard:
        told["cluster"] = {"replicas": [{"active": int(seconds * 1e9)} for seconds in heard]}
    return json.dumps(told).encode()


class Mover:
    def __init__(self) -> None:
        self.doubts: set[str] = set()
        self.left = 0

    def in_doubt(self, of: str) -> bool:
        return of in self.doubts

    def answered(self, of: str) -> None:
        self.doubts.discard(of)

    async def unanswered(self, of: str) -> None:
        self.doubts.add(of)

    async def cut_off(self) -> None:
        self.left += 1


class Answer:
    def __init__(self, data: bytes) -> None:
        self.data = data


class Connection:
    """A connection to a server that doesn't answer the first `deaf` times it is sent something on a subject."""

    is_connected = True

    def __init__(self, deaf: int = 0) -> None:
        self.mover, self.deaf = Mover(), deaf
        self.on_reconnect: list[Callable[[], None]] = []
        self.sent: list[str] = []
        self.says = info(7)

    async def raw_inbox(self, sink: Callable[..., None], *, tokens: bool) -> Any:
        self.sink = sink

        class Inbox:
            subject = "_INBOX.1"

        return Inbox

    async def send(self, subject: str, reply: str, headers: Mapping[str, str] | None, payload: bytes) -> None:
        self.sent.append(subject)
        if len(self.sent) <= self.deaf:
            return
        if ".DIRECT.GET." in subject:
            self.sink(reply.encode(), b"", b"one", b"NATS/1.0\r\nNats-Sequence: 1\r\nNats-Subject: a\r\n\r\n")
            self.sink(reply.encode(), b"", b"", b"NATS/1.0 204 EOB\r\n\r\n")
        else:
            self.sink(reply.encode(), b"", self.says, None)

    async def request(self, subject: str, payload: bytes, timeout: float) -> Answer:
        return Answer(self.says)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_SILENT", "_AGAIN", "_HEARING"):
        monkeypatch.setattr(asking, name, 0.01)


def asked(connection: Connection, timeout: float = 5.0) -> Asking:
    return Asking(cast(LogClient, connection), stream="EVENTS", timeout=timeout)


async def test_a_question_is_asked_until_somebody_answers() -> None:
    connection = Connection(deaf=3)
    assert (await asked(connection).info()).state.last_seq == 7
    assert connection.sent == [INFO] * 4
    assert not connection.mover.doubts


async def test_records_are_asked_for_until_somebody_answers() -> None:
    connection = Connection(deaf=2)
    subjects: list[str] = []
    assert await asked(connection).direct_get({"seq": 1, "batch": 2}, subjects) == [(1, b"one")]
    assert (len(connection.sent), subjects) == (3, ["a"])


async def test_what_is_to_be_stored_is_sent_once() -> None:
    connection = Connection(deaf=1)
    with pytest.raises(LogSilent):
        await asked(connection, timeout=0.05).request("okr.objective.x", b"")
    assert connection.sent == ["okr.objective.x"]


async def test_while_nobody_answers_nothing_is_sent_to_be_stored() -> None:
    connection = Connection(deaf=1_000)
    connection.mover.doubts.add("EVENTS")
    with pytest.raises(LogUnavailable):
        await asked(connection, timeout=0.05).request("okr.objective.x", b"")
    assert set(connection.sent) == {INFO}


async def test_nothing_is_stored_with_a_leader_that_is_cut_off_and_its_server_is_left() -> None:
    connection = Connection()
    connection.mover.doubts.add("EVENTS")
    connection.says = info(7, 3.0, 3.0)
    with pytest.raises(LogUnavailable, match="cut off from the others"):
        await asked(connection).request("okr.objective.x", b"")
    assert (connection.sent, connection.mover.left) == ([INFO], 1)


async def test_what_was_sent_over_a_connection_that_is_gone_is_not_waited_for() -> None:
    connection = Connection(deaf=1)
    sending = asyncio.create_task(asked(connection, timeout=600).request("okr.objective.x", b""))
    while not connection.sent:
        await asyncio.sleep(0)
    for callback in connection.on_reconnect:
        callback()
    with pytest.raises(LogSilent):
        await sending


@pytest.mark.parametrize(
    ("heard", "within", "majority"),
    [((), 0.0, True), ((0.1, 9.0), 0.5, True), ((0.6, 9.0), 0.5, False), ((9.0, 9.0), 2.5, False)],
)
def test_a_leader_counts_by_whom_it_has_heard_lately(heard: tuple[float, ...], within: float, majority: bool) -> None:
    told = asking.told_by(info(7, *heard))
    assert isinstance(told, StreamInfo)
    assert told.heard_within(within) is majority


async def test_a_log_that_seems_short_is_looked_at_again_where_it_has_several_servers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(halting, "_BETWEEN", 0.0)

    class Log:
        """Its former leader has come back, and hasn't noticed yet that there is another one."""

        def __init__(self, *ends: int, others: int) -> None:
            self.ends, self.heard = list(ends), [0.1] * others

        async def info(self) -> StreamInfo:
            told = asking.told_by(info(self.ends.pop(0) if len(self.ends) > 1 else self.ends[0], *self.heard))
            assert isinstance(told, StreamInfo)
            return told

        async def held_at(self, position: int) -> bytes:
            return b'{"id":"e36"}'

    await halting.verify(cast(EventLog, Log(34, 34, 36, others=2)), "okr", 36, "e36")
    for short in (Log(34, others=2), Log(34, 36, others=0)):
        with pytest.raises(halting.Halt, match="the log ends at position 34, the store is at 36"):
            await halting.verify(cast(EventLog, short), "okr", 36, "e36")
