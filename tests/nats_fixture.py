"""A real nats-server for tests: embedded, with accounts and streams, in a directory of its own, on any free port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.client import Client

from shared.eventlog import connect
from shared.server import registry, streams
from shared.server.accounts import PROVISIONER
from shared.server.cluster import Cluster
from shared.server.election import when_elected
from shared.server.layout import Layout
from shared.server.nkeys import read_seed
from shared.server.process import EmbeddedServer
from shared.server.registry import Subscriber


@dataclass
class NatsServer:
    """The running server and its paths; connections made through it are closed with it."""

    layout: Layout
    server: EmbeddedServer
    _clients: list[Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    def seed_file(self, name: str) -> Path:
        return self.layout.credentials(name)

    async def connect(self, name: str, **options: Any) -> Client:
        """A plain nats-py connection with the credentials of `provisioner`, `okr`, `pairing`, `audit`, a subscriber."""

        async def quiet(_error: Exception) -> None:
            """Refusals are what several tests provoke; nats-py would print them."""

        settings: dict[str, Any] = {"error_cb": quiet, "reconnect_time_wait": 0.1} | options
        client = await nats.connect(self.url.split(","), nkeys_seed_str=read_seed(self.seed_file(name)), **settings)
        self._clients.append(client)
        return client

    async def close_clients(self) -> None:
        clients, self._clients = self._clients, []
        for client in clients:
            await client.close()


@asynccontextmanager
async def running_server(
    var: Path,
    *,
    port: int = 0,
    provisioned: bool = True,
    subscribers: tuple[Subscriber, ...] = (),
    features: tuple[str, ...] = (),
) -> AsyncIterator[NatsServer]:
    """A server on `var` for the time of the block; started again on the same `var` it goes on with the same data."""
    layout = Layout(var)
    layout.prepare()
    if subscribers:
        registry.save(layout, subscribers)
    async with EmbeddedServer(layout, port=port, features=features) as server:
        running = NatsServer(server.layout, server)
        try:
            if provisioned:
                provisioner = await running.connect(PROVISIONER)
                await streams.apply(provisioner, subscribers=registry.load(layout))
            yield running
        finally:
            await running.close_clients()


@asynccontextmanager
async def running_cluster(var: Path) -> AsyncIterator[Cluster]:
    """Three servers on `var` with streams kept three times, for the time of the block."""
    async with Cluster(Layout(var)) as cluster:
        provisioner = await connect(cluster.url, seed_file=cluster.layout.credentials(PROVISIONER), name=PROVISIONER)
        try:
            await when_elected(provisioner, lambda: streams.apply(provisioner, replicas=3))
        finally:
            await provisioner.close()
        yield cluster


@pytest.fixture
async def nats_cluster(tmp_path: Path) -> AsyncIterator[Cluster]:
    """Three provisioned servers of the test's own."""
    async with running_cluster(tmp_path / "var") as cluster:
        yield cluster


@pytest.fixture
async def nats_server(tmp_path: Path) -> AsyncIterator[NatsServer]:
    """A provisioned server of the test's own."""
    async with running_server(tmp_path / "var") as running:
        yield running
