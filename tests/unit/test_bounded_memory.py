"""What a serving process remembers is bounded by what it weighs, not by how long the process runs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine

from shared.eventlog import Decider, Repository, repository
from shared.eventlog.loaded_aggregate import LoadedAggregate
from shared.eventlog.metrics import LogMetrics
from shared.eventlog.trust import Trust
from shared.events import event_id
from shared.projection import rows as rows_module
from shared.projection.engines import sqlite_engine
from shared.projection.rows import Rows
from tests.bench.soak import slope

COMMAND = str(uuid4())
PLAIN = Table("bounded_plain", MetaData(), Column("key", String, primary_key=True), Column("text", String))


def read(*commands: str) -> LoadedAggregate[int]:
    """An aggregate as it was read, with an event of each command."""
    events = {event_id(command, "thing/1", 0): (at, None, at) for at, command in enumerate(commands, 1)}
    return LoadedAggregate(len(commands), len(commands), len(commands), events)


def test_what_is_remembered_of_an_aggregate_says_only_whether_it_may_hold_a_command() -> None:
    kept = read(COMMAND, str(uuid4())).remembered()
    assert (kept.state, kept.version, kept.sequence, kept.fresh) == (2, 2, 2, False)
    assert kept.events == {}
    assert kept.may_hold("thing/1", [str(uuid4()), COMMAND])
    assert not kept.may_hold("thing/1", [str(uuid4())])
    assert not kept.may_hold("thing/2", [COMMAND])
    assert kept.remembered().may_hold("thing/1", [COMMAND])


def made() -> Repository[int, Any]:
    log: Any = SimpleNamespace(trust=Trust(), metrics=LogMetrics())
    return Repository(log, Decider("okr", "thing", 0, lambda command, state: [], lambda state, event: state))


async def test_what_was_read_before_a_command_was_stored_does_not_take_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who only loads takes no turn, so that his read may begin before a command is stored and end after it."""
    kept, ended = made(), asyncio.Event()

    async def records(log: object, subject: str, until: float) -> list[object]:
        await ended.wait()
        return []

    monkeypatch.setattr(repository, "records_of", records)
    kept._log.at_hand = None
    loading = asyncio.create_task(kept.load("1"))
    await asyncio.sleep(0)
    kept._keep("1", read(COMMAND).remembered())
    ended.set()
    assert (await loading)[1] == 0
    assert kept._cache["1"].may_hold("thing/1", [COMMAND])


def test_a_cache_is_full_by_the_events_that_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "_CACHED", 10)
    kept = made()
    for name, version in (("a", 4), ("b", 4), ("c", 2), ("a", 5), ("d", 1)):
        kept._keep(name, LoadedAggregate(0, version))
    assert list(kept._cache) == ["c", "a", "d"], "the one that was used longest ago went first"
    assert kept._cached_events == 8
    kept._keep("large", LoadedAggregate(0, 50))
    assert list(kept._cache) == ["large"], "however large, the one at work is held"
    kept._let_go("large")
    kept._let_go("large")
    assert (len(kept._cache), kept._cached_events) == (0, 0)


def test_a_connection_that_serves_holds_little_of_its_file(tmp_path: Path) -> None:
    found = {}
    for synchronous in ("NORMAL", "OFF"):
        engine = sqlite_engine(f"sqlite:///{tmp_path / synchronous}", synchronous=synchronous)
        with engine.connect() as connection:
            found[synchronous] = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        engine.dispose()
    assert found == {"NORMAL": -2_048, "OFF": -65_536}


@pytest.mark.parametrize(("late_key", "kept"), [(False, 0), (True, 12)])
def test_who_follows_the_log_keeps_few_of_the_rows_that_a_rebuild_does(
    monkeypatch: pytest.MonkeyPatch, late_key: bool, kept: int
) -> None:
    monkeypatch.setattr(rows_module, "_KEPT", 500)
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        PLAIN.create(connection)
        rows = Rows(PLAIN, late_key=late_key)
        rows.bind(connection, empty=True)
        for number in range(12):
            rows[str(number)] = {"text": "x"}
        rows.flush()
        assert len(rows._known) == kept
        assert rows["3"]["text"] == "x", "what isn't kept is read from the table"
    engine.dispose()


def test_a_soak_judges_by_the_slope_of_its_second_half() -> None:
    full = [100.0, 140.0, 160.0, 170.0, 170.0, 170.5, 171.0, 171.5]
    assert slope(full, 1_000) == pytest.approx(0.5)
    assert slope([100.0 + 2 * at for at in range(10)], 500) == pytest.approx(4.0)
