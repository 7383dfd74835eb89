"""Long answers: they end with whoever waits for them, and say how far they are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from shared.eventlog import LogUnavailable
from shared.http import long_answers
from shared.http.long_answers import NDJSON, wants_lines, while_waited_for, with_progress
from shared.http.problems import Problem
from shared.identity.roles import Role
from shared.identity.tokens import Identity

Told = Callable[[int, int], None]


class Client:
    """Asks, and may go."""

    def __init__(self, accept: str = "") -> None:
        self.gone = asyncio.Event()
        scope = {"type": "http", "path": "/long", "headers": [(b"accept", accept.encode())], "method": "GET"}
        self.request = Request(scope, self._receive)
        self.received: list[Message] = []

    async def _receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def take(self, response: Response) -> list[dict[str, object]]:
        """The lines of an answer."""

        async def send(message: Message) -> None:
            self.received.append(message)

        await response(self.request.scope, self._receive, send)
        body = b"".join(message.get("body", b"") for message in self.received)
        return [json.loads(line) for line in body.splitlines()]


class Work:
    """Goes on until it is told to end."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.ended = asyncio.Event(), asyncio.Event(), ""

    async def __call__(self, told: Told) -> dict[str, bool]:
        self.begun.set()
        try:
            told(3, 9)
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.ended = "broken off"
            raise
        self.ended = "done"
        return {"agrees": True}

    async def response(self) -> Response:
        """The same as a response."""
        return Response(str(await self(lambda _, __: None)))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_answers, "_LOOK_EVERY", 0.01)


async def test_work_ends_when_nobody_waits_for_its_answer() -> None:
    client, work = Client(), Work()
    answering = asyncio.create_task(while_waited_for(client.request, work.response()))
    await work.begun.wait()
    client.gone.set()
    assert (await answering).status_code == 499
    assert work.ended == "broken off"


async def test_whoever_waits_has_the_answer() -> None:
    client, work = Client(), Work()
    work.may_end.set()
    assert (await while_waited_for(client.request, work.response())).body == b"{'agrees': True}"


async def test_lines_tell_how_far_it_is_and_then_the_answer() -> None:
    client, work = Client("application/json, application/x-ndjson"), Work()
    assert wants_lines(client.request)
    response = await with_progress(client.request, work)
    taking = asyncio.create_task(client.take(response))
    while len(client.received) < 4:
        await asyncio.sleep(0)
    work.may_end.set()
    *progress, answer = await taking
    assert response.media_type == NDJSON
    assert progress[0] == {"read": 3, "of": 9}
    assert answer == {"agrees": True}


async def test_lines_that_nobody_reads_any_more_end_the_work() -> None:
    client, work = Client(), Work()
    response = await with_progress(client.request, work)
    client.gone.set()
    await client.take(response)
    assert work.ended == "broken off"


async def test_what_fails_at_once_is_told_by_its_status() -> None:
    async def failing(told: Told) -> object:
        raise LogUnavailable("nobody answers")

    with pytest.raises(LogUnavailable):
        await with_progress(Client().request, failing)


async def test_what_fails_later_is_told_in_the_last_line() -> None:
    client, may_fail = Client(), asyncio.Event()

    async def failing(told: Told) -> object:
        await may_fail.wait()
        raise LogUnavailable("nobody answers")

    response = await with_progress(client.request, failing)
    may_fail.set()
    last = (await client.take(response))[-1]
    assert (last["status"], last["detail"]) == (503, "nobody answers")


@dataclass
class Gate:
    """Says why an answer must end, when it is told to."""

    reason: str | None = None

    def ended(self, who: Identity) -> str | None:
        return self.reason


def signed_in(client: Client, now: datetime) -> Gate:
    """Have the request be that of somebody whose token holds for an hour from noon."""
    noon, gate = datetime(2026, 11, 2, 12, tzinfo=UTC), Gate()
    state = SimpleNamespace(gate=gate, now=lambda: now)
    client.request.scope["app"] = SimpleNamespace(state=state)
    client.request.scope["tomoni.identity"] = Identity("p-1", Role.MEMBER, noon + timedelta(hours=1))
    return gate


async def test_an_answer_in_lines_ends_with_the_session_that_it_came_with() -> None:
    client, work = Client(), Work()
    gate = signed_in(client, datetime(2026, 11, 2, 12, tzinfo=UTC))
    response = await with_progress(client.request, work)
    taking = asyncio.create_task(client.take(response))
    await work.begun.wait()
    gate.reason = "This session was ended; sign in anew."
    last = (await taking)[-1]
    assert (last["status"], last["detail"]) == (401, "This session was ended; sign in anew.")
    assert work.ended == "broken off"


async def test_an_answer_in_lines_ends_when_its_token_expires() -> None:
    client, work = Client(), Work()
    signed_in(client, datetime(2026, 11, 2, 13, tzinfo=UTC))
    last = (await client.take(await with_progress(client.request, work)))[-1]
    assert (last["status"], work.ended) == (401, "broken off")


async def test_one_answer_that_takes_long_is_not_given_to_who_is_out_by_then() -> None:
    client, work = Client(), Work()
    gate = signed_in(client, datetime(2026, 11, 2, 12, tzinfo=UTC))
    waiting = asyncio.create_task(while_waited_for(client.request, work.response()))
    await work.begun.wait()
    gate.reason = "This session was ended; sign in anew."
    with pytest.raises(Problem, match="sign in anew"):
        await waiting
    assert work.ended == "broken off"
