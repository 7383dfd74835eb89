"""One-event commands over HTTP: `tomoni serve okr` against a bare endpoint that publishes one message.

Each runs as a process of its own, alone, on the same nats-server, under the same load. The bare endpoint is sent whole
events, so that what it publishes is as long as what okr publishes, and the log stays one that can be read.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from uuid import uuid4

import httpx
import msgspec

from shared.events import ProgressUpdated, Recorded, Sealed, encode, type_of
from shared.http.ports import free_port
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.settings import load_settings
from tests.bench.history import History
from tests.bench.load import Load, Request, Result
from tests.nats_fixture import NatsServer

CLIENTS = 32
_EACH = 10
_COMMENT = "Two of the three pilots use it every day; the third waits for the import."
_HOST = "127.0.0.1"
_PATIENCE = 60.0
_CATCHES_UP = 600.0


class Commands:
    """Puts the load on either side; `rate` is in commands per second."""

    def __init__(self, server: NatsServer, history: History, seconds: float, most: int) -> None:
        self._server, self._history = server, history
        self._seconds, self._most = seconds, most
        var = server.layout.var
        self._settings = load_settings(var=var)
        self._issuer = TokenIssuer(load_or_create_key(self._settings.token_key_path))

    async def okr(self) -> float:
        """`tomoni serve okr`: check-ins on different key results, one in four with a comment that is sealed."""
        position = await self._position()
        environment = os.environ | {
            "TOMONI_NATS_URL": self._server.url,
            "TOMONI_VAR": str(self._server.layout.var.absolute()),
        }
        arguments = ("-m", "services.cli.main", "serve", "okr", "--port")
        async with _process(arguments, (), environment, self._server.layout.logs / "okr.log", "/readyz") as port:
            await self._caught_up(port, position)
            return await self._load(port, [self._check_ins(client) for client in range(CLIENTS)])

    async def bare(self) -> float:
        """The bare endpoint."""
        arguments = ("-m", "tests.bench.bare")
        more = (self._server.url, str(self._server.seed_file("okr")))
        async with _process(arguments, more, dict(os.environ), self._server.layout.logs / "bare.log", "/docs") as port:
            return await self._load(port, [self._events(client) for client in range(CLIENTS)])

    def _check_ins(self, client: int) -> list[Request]:
        # One key result of each of ten objectives that no other client touches.
        own = self._history.key_results[::3][client * _EACH : (client + 1) * _EACH] or self._history.key_results[:1]
        person = self._history.people[client % len(self._history.people)]
        token = self._issuer.issue(person, Role.SERVICE, 1, datetime.now(UTC))
        return [
            Request(
                f"/key-results/{key_result}/check-ins",
                _body(number, with_comment=number % 4 == 0),
                {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())},
            )
            for number, (key_result, _, _) in enumerate(islice(cycle(own), self._most + _EACH))
        ]

    def _events(self, client: int) -> list[Request]:
        objective, key_result = str(uuid4()), str(uuid4())
        person = self._history.people[client % len(self._history.people)]
        return [
            Request(f"/publish/{objective}", _event(objective, key_result, person, number))
            for number in range(1, self._most + _EACH + 1)
        ]

    async def _load(self, port: int, clients: list[list[Request]]) -> float:
        load = Load(port, clients, _EACH, self._seconds)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.load"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        answer, _ = await process.communicate(msgspec.json.encode(load))
        if process.returncode:
            raise RuntimeError(f"the load generator ended with code {process.returncode}")
        result = msgspec.json.decode(answer, type=Result)
        if result.failed:
            raise RuntimeError(f"{result.failed} requests failed, such as: {result.failure}")
        return result.done / result.took

    async def _position(self) -> int:
        client = await self._server.connect("provisioner")
        return int((await client.jetstream().stream_info("EVENTS")).state.last_seq)

    async def _caught_up(self, port: int, position: int) -> None:
        """Wait until the service's store holds the log: what it still has to read would be measured with it."""
        del port
        from services.okr.views import VIEWS
        from shared.projection import Store, position_in
        from shared.runtime import store_url

        store = Store(store_url(self._settings, "okr"), "okr", VIEWS)
        try:
            deadline = time.monotonic() + _CATCHES_UP
            while time.monotonic() < deadline:
                with store.read() as connection:
                    if position_in(connection)[0] >= position:
                        return
                await asyncio.sleep(0.1)
        finally:
            store.close()
        raise RuntimeError(f"okr's store did not reach position {position} within {_CATCHES_UP:g} s")


def _body(number: int, *, with_comment: bool) -> str:
    said: dict[str, object] = {"value": f"{number % 900}.5", "confidence": number % 11}
    if with_comment:
        said["comment"] = _COMMENT
    return msgspec.json.encode(said).decode()


def _event(objective: str, key_result: str, person: str, version: int) -> str:
    comment = Sealed(f"sealed:v1:{person}:" + "A" * (4 * (len(_COMMENT) + 28) // 3)) if version % 4 == 0 else None
    data = ProgressUpdated(
        check_in=str(uuid4()), key_result=key_result, value=Decimal(version), confidence=7, comment=comment
    )
    now, command = datetime.now(UTC), str(uuid4())
    event = Recorded(
        position=0,
        id=str(uuid4()),
        type=type_of(data),
        aggregate=f"objective/{objective}",
        version=version,
        time=now,
        recorded=now,
        actor=person,
        correlation=command,
        causation=command,
        data=data,
    )
    return encode(event).decode()


@asynccontextmanager
async def _process(
    before: tuple[str, ...], after: tuple[str, ...], environment: dict[str, str], log: Path, probe: str
) -> AsyncIterator[int]:
    """A server process that answers on the port given; stopped with the block."""
    port = free_port(_HOST, 0)
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *before, str(port), *after), env=environment, stdout=output, stderr=output
        )
    try:
        await _answers(port, probe, process, log)
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(port: int, probe: str, process: asyncio.subprocess.Process, log: Path) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client, asyncio.timeout(_PATIENCE):
        while process.returncode is None:
            try:
                if (await client.get(f"http://{_HOST}:{port}{probe}")).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.05)
    raise RuntimeError(f"the process ended with code {process.returncode}: {log.read_text()[-2000:]}")
