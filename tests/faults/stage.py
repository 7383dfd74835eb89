"""A stage for single scenes: an installation with some history, and ways to look at it as an operator would."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

import httpx

from shared.events import nats_subject
from shared.identity.roles import Role
from tests.faults.clients import Clients
from tests.faults.processes import Installation, Instance
from tests.faults.recovery import recovered
from tests.faults.sending import ADMIN, Sender, sender_on

_PATIENCE = 40.0


class LeftOut(Exception):
    """A scene that this machine or this kind of store can't play; the text is the reason."""


class Stage:
    """Scenes are played on it one after the other; each leaves it in order, and clients without work."""

    def __init__(self, installation: Installation, sender: Sender, clients: Clients, seed: int) -> None:
        self.installation, self.sender, self.clients = installation, sender, clients
        self.random = Random(f"{seed}:scenes")
        self.http = httpx.AsyncClient(trust_env=False, timeout=15)
        self.notes: list[str] = []
        """What a scene wants to be reported."""

    @property
    def instances(self) -> list[Instance]:
        """One of each service."""
        return [self.installation.instances[service][0] for service in ("okr", "pairing")]

    def one(self, service: str) -> Instance:
        """The service's."""
        return self.installation.instances[service][0]

    async def recovered(self, since: float) -> float:
        """Seconds since then (monotonic) until all goes on."""
        return await recovered(self.sender, self.clients, self.random, since)

    async def until(self, true: Callable[[], Awaitable[object]], what: str, seconds: float = _PATIENCE) -> None:
        """Wait for it; what never comes is named."""
        deadline = time.monotonic() + seconds
        while not await true():
            assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}; {await self.sender.reasons()}"
            await asyncio.sleep(0.05)

    async def readiness(self, instance: Instance) -> tuple[int, str]:
        """What `/readyz` answers: the status, and all reasons in one text."""
        answer = await self.http.get(f"{instance.url}/readyz")
        return answer.status_code, "; ".join(each["reason"] for each in answer.json()["checks"] if each["reason"])

    async def until_told(self, status: int, *words: str) -> None:
        """Wait until both services say so in their readiness."""
        for service in ("okr", "pairing"):
            await self.until_told_by(service, status, *words)

    async def until_told_by(self, service: str, status: int, *words: str) -> None:
        """Wait until the service says so in its readiness."""

        async def told() -> bool:
            found, reasons = await self.readiness(self.one(service))
            return found == status and all(word in reasons for word in words)

        await self.until(told, f"{service} answers {status} and says {words}")

    async def until_stored(self, aggregate: str, version: int) -> None:
        """Wait until both stores hold this version."""
        for service, path in (("okr", "/quarters"), ("pairing", "/programme")):

            async def stored(service: str = service, path: str = path) -> bool:
                found = await self.sender.query(service, path, wait_for=f"{aggregate}@{version}")
                return found is not None and found.status_code == 200

            await self.until(stored, f"{service} holds {aggregate}@{version}")

    async def refused(self) -> None:
        """Both services write nothing, say why, and go on answering queries."""
        body = {"name": "Buddies", "functions": ["sales", "cs", "dev"], "approval": "automatic"}
        headers = self.sender.headers(ADMIN)
        answers = [
            await self.send("okr", "/objectives", {"title": "Not now"}),
            await self.http.put(f"{self.one('pairing').url}/programme", json=body, headers=headers),
        ]
        for answer in answers:
            assert answer.status_code == 503, answer.text
            assert "the projection has halted" in answer.json()["detail"], answer.text
        for service, path in (("okr", "/quarters"), ("pairing", "/groups")):
            found = await self.sender.query(service, path)
            assert found is not None, "no answer"
            assert found.status_code == 200, found.text

    async def settle(self) -> None:
        """Wait until pairing has reacted to everything."""

        async def reacted() -> bool:
            events = await self.installation.events()
            heard = [each.position for each in events if each.aggregate.startswith(("quarter/", "rotation/"))]
            return await self.installation.reacted_to() >= max(heard, default=0)

        await self.until(reacted, "pairing has reacted to everything")

    async def until_ready(self) -> None:
        """Wait until both services are ready, and have nothing to say."""
        for instance in self.instances:

            async def ready(instance: Instance = instance) -> bool:
                return await self.readiness(instance) == (200, "")

            await self.until(ready, f"{instance.service} is ready without a word")

    async def metric(self, instance: Instance, name: str) -> float:
        """A figure of `/metrics`: the first of this name."""
        headers = self.sender.headers("prometheus", Role.MONITOR)
        text = (await self.http.get(f"{instance.url}/metrics", headers=headers)).text
        return float(next(line for line in text.splitlines() if line.startswith(f"{name}{{")).rpartition(" ")[2])

    async def log_server(self, instance: Instance) -> int:
        """The port of the server that it writes to and reads from; 0 while there is none."""
        headers = self.sender.headers("prometheus", Role.MONITOR)
        text = (await self.http.get(f"{instance.url}/metrics", headers=headers)).text
        found = re.search(r'^tomoni_log_server\{.*server="[^"]*:(\d+)"', text, re.MULTILINE)
        return int(found[1]) if found else 0

    async def send(
        self, service: str, path: str, body: Mapping[str, Any] | None = None, key: str | None = None
    ) -> httpx.Response:
        """A command, once, whatever the answer."""
        headers = self.sender.headers(ADMIN) | ({"Idempotency-Key": key} if key else {})
        return await self.http.post(f"{self.one(service).url}{path}", json=body, headers=headers)

    async def command(
        self, *arguments: str, code: int = 0, words: str = "", more: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """A `tomoni` command that must end so; what it says."""
        process = await self.installation.command(*arguments, more=more)
        out, err = await asyncio.wait_for(process.communicate(), 120)
        told = f"tomoni {' '.join(arguments)}: exit code {process.returncode}: {out.decode()} {err.decode()}"
        assert process.returncode == code, told
        assert "Traceback" not in told, told
        assert words in told, f"{words!r} is not in: {told}"
        return out.decode()

    async def on_both(self, *arguments: str, code: int = 0, words: str = "") -> None:
        """A command of both services at once. The service's name goes behind the command's own words."""
        split = 2 if arguments[0] == "parked" else 1
        await asyncio.gather(
            *(
                self.command(
                    *arguments[:split],
                    service,
                    *arguments[split:],
                    code=code,
                    words=words.replace("{service}", service),
                )
                for service in ("okr", "pairing")
            )
        )

    async def write(self, subject: str, payload: bytes) -> int:
        """Put a message into the log as the provisioning user can; its position."""
        client = await self.installation.connect("provisioner")
        try:
            return (await client.jetstream().publish(subject, payload)).seq
        finally:
            await client.close()

    async def last_of(self, aggregate: str) -> dict[str, Any]:
        """The aggregate's last event, as it stands in the log."""
        found = [
            json.loads(payload) for _, payload in await self.installation.records() if aggregate.encode() in payload
        ]
        return next(each for each in reversed(found) if each["subject"] == aggregate)

    async def objective(self) -> tuple[str, str, int]:
        """A new objective: its id, its subject in the log, its version."""
        answer, said = await self.sender.command("okr", "POST", "/objectives", {"title": "A stage", "source": "both"})
        assert answer.status == 201, said
        return said["id"], nats_subject("okr", f"objective/{said['id']}"), answer.version


@asynccontextmanager
async def opened(var: Path, *, seed: int, stores: Mapping[str, str] | None = None) -> AsyncIterator[Stage]:
    """A stage on one nats-server, with people, objectives, and groups from two quarters."""
    installation = Installation(var, 1, stores)
    stage: Stage | None = None
    try:
        await installation.start()
        sender = sender_on(installation, seed)
        clients = Clients(sender, seed)
        stage = Stage(installation, sender, clients, seed)
        await clients.prepare()
        for _ in range(2):
            await clients.turn_quarter(stage.random)
        await stage.settle()
        yield stage
    finally:
        if stage is not None:
            await stage.http.aclose()
            await stage.sender.close()
        await installation.stop()
