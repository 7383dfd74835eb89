"""An installation of real processes: nats-servers, both services, any of them more than once, killed and frozen."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import httpx

from shared.eventlog import EventLog, LogClient, Record, connect
from shared.events import Event, Recorded, decode
from shared.server import streams
from shared.server.cluster import Cluster, Member
from shared.server.election import leader_of, when_elected
from shared.server.errors import ServerError
from shared.server.layout import Layout
from shared.server.process import EmbeddedServer
from tests.faults.routes import Routes
from tests.faults.without import program
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
_READY_SECONDS = max(60.0, PATIENCE)
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Instance:
    """One process of a service, on a port of its own; `ahead` is by how many seconds its clock is wrong."""

    def __init__(self, service: str, port: int, more: Mapping[str, str], ahead: float) -> None:
        self.service, self.port, self.more, self.ahead = service, port, more, ahead
        self.url = f"http://127.0.0.1:{port}"
        self.process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Its process id, while it runs."""
        assert self.process is not None
        return self.process.pid

    async def signal(self, number: signal.Signals) -> None:
        """Send it a signal; waits for the end of one that is killed."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        if number is signal.SIGKILL:
            await self.process.wait()


class Installation:
    """Everything on one data directory, with streams kept once or three times; `stores` are URLs by service."""

    def __init__(self, var: Path, replicas: int, stores: Mapping[str, str] | None = None) -> None:
        self.layout, self.replicas = Layout(var), replicas
        self.stores = dict(stores or {})
        self.server = EmbeddedServer(self.layout, port=0)
        self.cluster = Cluster(self.layout)
        self.routes = Routes()
        """What connects three servers with each other."""
        self.instances: dict[str, list[Instance]] = {"okr": [], "pairing": []}
        """Those that clients are sent to."""
        self._all: list[Instance] = []

    @property
    def nats_url(self) -> str:
        """Where services connect."""
        return self.cluster.url if self.replicas == 3 else self.server.url

    @property
    def environment(self) -> dict[str, str]:
        """What a `tomoni` command needs to know."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TOMONI_")}
        return kept | {
            "TOMONI_VAR": str(self.layout.var),
            "TOMONI_NATS_URL": self.nats_url,
            "TOMONI_REPLICAS": str(self.replicas),
            "TOMONI_LOG_LEVEL": "warning",
            "PYTHONPATH": str(ROOT),
            **{f"TOMONI_{service.upper()}_STORE": url for service, url in self.stores.items()},
        }

    @property
    def postgres(self) -> str | None:
        """The database, where the stores lie in one."""
        url = self.stores.get("okr", "")
        return url if url.startswith("postgresql") else None

    async def start(self) -> None:
        """Servers, streams, one instance of each service."""
        self.layout.prepare()
        if self.replicas == 3:
            self.cluster.arrange()
            for member in self.cluster.members:
                member.door = await self.routes.before(member.name, member.route)
        await (self.cluster.start() if self.replicas == 3 else self.server.start())
        provisioner = await self.connect("provisioner")
        try:
            if self.replicas == 3:
                await when_elected(provisioner, lambda: streams.apply(provisioner, replicas=3, max_bytes=2**30))
            else:
                await streams.apply(provisioner, max_bytes=2**30)
        finally:
            await provisioner.close()
        for service in self.instances:
            await self.add(service)

    async def stop(self) -> None:
        """End every process that was started here."""
        for instance in self._all:
            if instance.process is not None and instance.process.returncode is None:
                await instance.signal(signal.SIGCONT)
                await instance.signal(signal.SIGTERM)
        for instance in self._all:
            if instance.process is not None:
                try:
                    await asyncio.wait_for(instance.process.wait(), PATIENCE)
                except TimeoutError:
                    await instance.signal(signal.SIGKILL)
        await self.thaw_nats()
        await self.cluster.stop()
        await self.routes.stop()
        await self.server.stop()

    async def connect(self, name: str) -> LogClient:
        """A connection of a user's."""
        return await connect(self.nats_url, seed_file=self.layout.credentials(name), name=f"{name} (faults)")

    async def add(self, service: str, *, ahead: float = 0.0, more: Mapping[str, str] = _NOTHING) -> Instance:
        """One more instance, ready; clients are sent to it from now on. `more` is for its environment."""
        instance = Instance(service, _free_port(), more, ahead)
        self._all.append(instance)
        await self.run(instance)
        self.instances[service].append(instance)
        return instance

    async def remove(self, instance: Instance) -> None:
        """Clients are sent there no more, and it ends in good order."""
        self.instances[instance.service].remove(instance)
        await self.end(instance)

    async def end(self, instance: Instance) -> None:
        """It ends in good order; clients may be sent there all the same."""
        await instance.signal(signal.SIGTERM)
        assert instance.process is not None
        await instance.process.wait()

    async def run(self, instance: Instance, *, ready: bool = True) -> None:
        """Start it, or start it again, and wait until it says that it is ready, or, otherwise, anything at all."""
        async with asyncio.timeout(_READY_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while True:
                if instance.process is None or instance.process.returncode is not None:
                    instance.process = await self._spawn(instance)
                with suppress(httpx.HTTPError):
                    if (await client.get(f"{instance.url}/readyz", timeout=5)).is_success or not ready:
                        return
                await asyncio.sleep(0.1)

    async def command(self, *arguments: str, more: Mapping[str, str] = _NOTHING) -> asyncio.subprocess.Process:
        """A `tomoni` command beside the running services; its answer is on standard output."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.cli.main", *arguments),
            cwd=ROOT,
            env={**self.environment, **more},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def kill_nats(self) -> None:
        """The one server, as a power cut would."""
        assert self.server.pid is not None
        os.kill(self.server.pid, signal.SIGKILL)
        await self.server.stop()

    async def revive_nats(self) -> None:
        """Start the one server again, where it was."""
        port = self.server.port
        self.server = EmbeddedServer(self.layout, port=port)
        await self.server.start()
        assert self.server.port == port, "somebody else took the port"

    def freeze_nats(self) -> None:
        """The one server stands still."""
        assert self.server.pid is not None
        os.kill(self.server.pid, signal.SIGSTOP)

    async def thaw_nats(self) -> None:
        """Every server goes on; harmless for those that do."""
        if self.server.pid is not None:
            os.kill(self.server.pid, signal.SIGCONT)
        for member in self.cluster.members:
            member.signal(signal.SIGCONT)

    async def leader(self) -> Member:
        """The server that leads the log; waited for while there is none."""
        async with asyncio.timeout(60):
            while True:
                client = await self.connect("provisioner")
                try:
                    return self.cluster.member(await leader_of(client, "EVENTS"))
                except ServerError:
                    await asyncio.sleep(0.25)
                finally:
                    await client.close()

    async def limit_log(self, room: int | None) -> None:
        """Let the log take so many more bytes only; with None, as many as at the start."""
        client = await self.connect("provisioner")
        try:
            info = json.loads((await client.request("$JS.API.STREAM.INFO.EVENTS", b"", timeout=5)).data)
            most = 2**30 if room is None else info["state"]["bytes"] + room
            config = json.dumps(info["config"] | {"max_bytes": most}).encode()
            answer = json.loads((await client.request("$JS.API.STREAM.UPDATE.EVENTS", config, timeout=5)).data)
            assert "error" not in answer, answer
        finally:
            await client.close()

    async def events(self) -> list[Recorded[Event]]:
        """Everything in the log."""
        return [decode(*record) for record in await self.records()]

    async def records(self) -> list[Record]:
        """Everything in the log, as it stands there."""
        client = await self.connect("audit")
        try:
            log = EventLog(client)
            last = (await log.info()).state.last_seq
            return [record async for batch in log.range(0, last) for record in batch]
        finally:
            await client.close()

    async def reacted_to(self) -> int:
        """Up to which position pairing has reacted; 0 while something is under way."""
        client = await self.connect("pairing")
        try:
            answer = await client.request("$JS.API.CONSUMER.INFO.EVENTS.pairing-reactions", b"", timeout=5)
            info = json.loads(answer.data)
            return 0 if info["num_ack_pending"] else int(info["ack_floor"].get("stream_seq", 0))
        finally:
            await client.close()

    def log_of(self, instance: Instance) -> Path:
        """What it writes to standard output and error."""
        return self.layout.logs / f"{instance.service}-{instance.port}.log"

    async def _spawn(self, instance: Instance) -> asyncio.subprocess.Process:
        started = program("serve", instance.service, "--port", str(instance.port))
        if instance.ahead:
            started = ["-m", "tests.faults.skewed", instance.service, str(instance.port), str(instance.ahead)]
        with self.log_of(instance).open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, *started),
                cwd=ROOT,
                env={**self.environment, **instance.more},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
