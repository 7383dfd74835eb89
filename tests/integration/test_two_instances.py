"""Two instances of okr on one store: what one has written, the other never denies."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from services.okr.app import open_okr
from services.okr.runtime import command_context as facts
from services.okr.service import Okr
from shared.eventlog import LogUnavailable, Order
from shared.events import Authority, Metric, NotFound, fresh_command_id
from shared.settings import load_settings
from tests.nats_fixture import NatsServer
from tests.patience import PATIENCE

MEASURE = Metric(baseline=Decimal(0), target=Decimal(10))


def order() -> Order:
    return Order(command=fresh_command_id(), actor="admin", now=datetime.now(UTC), authority=Authority.ADMIN)


@asynccontextmanager
async def two(server: NatsServer) -> AsyncIterator[tuple[Okr, Okr, Path]]:
    """The one whose runner writes the store, the one that stands by, and the file that the store is in."""
    settings = load_settings(var=server.layout.var, nats_url=server.url)
    async with open_okr(settings, url=server.url) as first:
        async with asyncio.timeout(PATIENCE):
            while not first.runtime.runner.active:
                await asyncio.sleep(0.01)
        async with open_okr(settings, url=server.url) as second:
            assert not second.runtime.runner.active
            store = first.runtime.store
            yield first, second, store.places.file(store.fingerprint, store.generation)


async def test_what_the_store_does_not_know_yet_is_waited_for(nats_server: NatsServer) -> None:
    async with two(nats_server) as (first, second, file):
        lock = sqlite3.connect(file, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        drafted = await first.objectives.draft(order(), title="Grow")
        adding = asyncio.create_task(
            second.objectives.add_key_result(order(), objective=drafted.id, title="KR", measure=MEASURE)
        )
        await asyncio.sleep(0.5)
        assert not adding.done()
        lock.close()
        assert (await adding).outcome.version == 2


async def test_a_store_that_stands_still_denies_nothing(
    nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its runner may be a frozen instance's. Told "not found", a client would give up what was done already."""
    monkeypatch.setattr(facts, "PATIENCE", 0.3)
    async with two(nats_server) as (first, second, file):
        with pytest.raises(NotFound):
            await second.objectives.publish(order(), objective="O-1")
        lock = sqlite3.connect(file, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        drafted = await first.objectives.draft(order(), title="Grow", source="both")
        with pytest.raises(LogUnavailable, match="too far behind"):
            await second.objectives.publish(order(), objective=drafted.id)
        lock.close()
        monkeypatch.setattr(facts, "PATIENCE", 5.0)
        assert (await second.objectives.publish(order(), objective=drafted.id)).outcome.version == 2
