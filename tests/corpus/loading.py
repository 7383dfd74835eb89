"""A corpus brought back: a server whose streams hold what they held, and the data directory beside it."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from nats.aio.client import Client
from sqlalchemy.engine import make_url

from shared.events import Event, Recorded, decode
from shared.server.accounts import PROVISIONER
from shared.server.jetstream import ask
from shared.server.layout import Layout
from shared.server.process import EmbeddedServer
from tests.corpus.dumping import DATA
from tests.nats_fixture import NatsServer

HERE = Path(__file__).parent
_IN_FLIGHT = 100


@dataclass(frozen=True)
class Corpus:
    """What one version left."""

    directory: Path

    @property
    def name(self) -> str:
        return self.directory.name

    @cached_property
    def made(self) -> dict[str, Any]:
        """The commit, the moment, and the people who acted."""
        told: dict[str, Any] = json.loads((self.directory / "made.json").read_text(encoding="utf-8"))
        return told

    @property
    def moment(self) -> datetime:
        """When it was made: at that time nothing was due any more."""
        return datetime.fromisoformat(self.made["made"])

    @cached_property
    def commands(self) -> list[dict[str, Any]]:
        """The keyed commands in the order in which they were carried out."""
        lines = (self.directory / "commands.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @cached_property
    def events(self) -> list[tuple[str, dict[str, str], bytes]]:
        """Subject, headers and payload of each record of the log, from position 1."""
        return list(_records(self.directory / "events.jsonl"))

    @cached_property
    def recorded(self) -> list[Recorded[Event]]:
        """The log, decoded by the current program."""
        return [decode(at, payload) for at, (_, _, payload) in enumerate(self.events, 1)]

    @property
    def postgresql(self) -> bool:
        """Whether it holds okr's store in PostgreSQL, too."""
        return (self.directory / "okr.postgresql.sql").exists()

    def who(self, typed: str) -> str:
        """The subject of the token that somebody held."""
        return str(self.made["people"].get(typed, typed))

    def unpack(self, var: Path) -> None:
        """Make the data directory: keys, credentials, stores; the streams come with `serving`."""
        layout = Layout(var)
        layout.prepare()
        for name, content in json.loads((self.directory / "files.json").read_text())["files"].items():
            file = var / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(base64.b64decode(content))
            file.chmod(0o600)
        for dumped in self.directory.glob("*.sqlite.sql"):
            with closing(sqlite3.connect(var / dumped.name.removesuffix(".sql"))) as connection:
                connection.executescript(dumped.read_text(encoding="utf-8"))

    def fill_postgresql(self, url: str) -> None:
        """okr's store as it was in PostgreSQL."""
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute((self.directory / "okr.postgresql.sql").read_bytes())

    @asynccontextmanager
    async def serving(self, var: Path) -> AsyncIterator[NatsServer]:
        """A server on the unpacked directory, its streams as that version had made them, for the time of the block."""
        async with EmbeddedServer(Layout(var), port=0) as server:
            running = NatsServer(server.layout, server)
            try:
                await self._fill(await running.connect(PROVISIONER))
                yield running
            finally:
                await running.close_clients()

    async def _fill(self, client: Client) -> None:
        told = json.loads((self.directory / "streams.json").read_text(encoding="utf-8"))
        for name, config in told["streams"].items():
            await ask(client, f"STREAM.CREATE.{name}", config)
        jetstream = client.jetstream(publish_async_max_pending=_IN_FLIGHT)
        for subject, headers, payload in self.events:
            await jetstream.publish_async(subject, payload, headers=headers)
        await jetstream.publish_async_completed()
        for subject, headers, payload in _records(self.directory / "keys.jsonl"):
            await jetstream.publish(subject, payload, headers=headers or None)
        for name, durable in told["durables"].items():
            body = {"stream_name": "EVENTS", "config": durable["config"], "action": "create"}
            await ask(client, f"CONSUMER.CREATE.EVENTS.{name}", body)
            if durable["acknowledged"]:
                await ask(client, f"CONSUMER.RESET.EVENTS.{name}", {"seq": durable["acknowledged"] + 1})


def corpora() -> list[Corpus]:
    """All of them, the oldest first."""
    found = [Corpus(file.parent) for file in HERE.glob("*/made.json")]
    return sorted(found, key=lambda corpus: str(corpus.made["committed"]))


def _records(file: Path) -> Iterator[tuple[str, dict[str, str], bytes]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        data = line[line.index(DATA) + len(DATA) : -1]
        payload = base64.b64decode(told["data"]) if isinstance(told["data"], str) else data.encode()
        yield told["subject"], told["headers"], payload
