"""Answers about the past are the same with snapshots and without, whatever the history."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from services.okr.runtime.past import ordering_key
from services.okr.views import VIEWS
from shared.events import Event, ObjectiveDrafted, ProgressUpdated, Recorded
from shared.projection.asof import Clocks, as_of
from shared.projection.handling import Folding
from shared.projection.snapshots import Snapshots
from tests.asof_kit import BEGIN, day, histories, log, rebuilt, story
from tests.core_kit import dump, record
from tests.examples import examples

_NUMBERED = ("number",)
_MOMENTS = st.one_of(st.none(), st.integers(-1, 40))


async def tables(events: Sequence[Recorded[Event]], clocks: Clocks, past: Snapshots | None = None) -> dict[str, Any]:
    async with as_of(log(events), VIEWS, clocks, past=past) as connection:
        found = dump(connection, VIEWS)
    return _comparable(found)


def _comparable(found: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Without numbers, which are given in the order of folding."""
    return {
        table: sorted(({k: v for k, v in row.items() if k not in _NUMBERED} for row in rows), key=str)
        for table, rows in found.items()
    }


def clocks_of(effective: int | None, known: int | None) -> Clocks:
    return Clocks(None if effective is None else day(effective), None if known is None else day(known))


@examples(8, thorough=200)
@given(histories(), st.lists(st.tuples(_MOMENTS, _MOMENTS), min_size=1, max_size=5), st.integers(1, 8), st.data())
def test_snapshots_change_no_answer(
    events: list[Recorded[Event]], asked: list[tuple[int | None, int | None]], every: int, data: st.DataObject
) -> None:
    """In any order of questions, while the log grows between them."""

    async def check() -> None:
        with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
            # Reading the whole program for each example would take most of the time.
            patch.setattr("shared.projection.snapshots.build_fingerprint", lambda *_, **__: "o" * 32)
            past = Snapshots(Path(directory) / "past", VIEWS, ordering_key, every=every, kept=3)
            known = data.draw(st.integers(1, len(events)))
            for effective, recorded in asked:
                clocks = clocks_of(effective, recorded)
                for end in (known, len(events)):
                    assert await tables(events[:end], clocks, past) == await tables(events[:end], clocks)
                known = len(events)

    asyncio.run(check())


@examples(8, thorough=200)
@given(histories(), st.integers(-1, 40), st.integers(1, 8))
def test_a_live_log_known_by_a_day_is_a_store_built_from_what_was_recorded_by_then(
    told: list[Recorded[Event]], known: int, every: int
) -> None:
    """And as of now it is the live store. In a live log nothing is recorded before what stands before it."""
    recorded = sorted(event.recorded for event in told)
    events = [replace(event, recorded=at) for event, at in zip(told, recorded, strict=True)]

    async def check() -> None:
        with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
            patch.setattr("shared.projection.snapshots.build_fingerprint", lambda *_, **__: "o" * 32)
            past = Snapshots(Path(directory) / "past", VIEWS, ordering_key, every=every, kept=3)
            for now, clocks in ((known, clocks_of(None, known)), (1_000, clocks_of(1_000, 1_000))):
                by_then = [event for event in events if event.recorded <= day(now)]
                for _ in range(2):
                    found = await tables(events, clocks, past)
                    assert found == _comparable(rebuilt(by_then))

    asyncio.run(check())


async def test_another_program_makes_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = await tables(story(), Clocks(day(41)))
    for program in ("one", "other"):
        monkeypatch.setattr("shared.projection.snapshots.build_fingerprint", lambda *_, program=program, **__: program)
        past = Snapshots(tmp_path / "past", VIEWS, ordering_key, every=4)
        assert await tables(story(), Clocks(day(41)), past) == wanted
        assert [each.name for each in (tmp_path / "past").iterdir()] == [program]


async def test_only_the_snapshots_that_were_used_last_are_kept(tmp_path: Path) -> None:
    past = Snapshots(tmp_path / "past", VIEWS, ordering_key, every=2, kept=3)
    for asked in (2, 15, 26, 35, 52, 61, 100):
        assert await tables(story(), Clocks(day(asked)), past) == await tables(story(), Clocks(day(asked)))
    assert len(list((tmp_path / "past").glob("*/*.snapshot"))) == 3


async def test_an_answer_folds_only_what_the_snapshot_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    past = Snapshots(tmp_path / "past", VIEWS, ordering_key, every=4)
    wanted = await tables(story(), Clocks(day(41)))
    assert await tables(story(), Clocks(day(41)), past) == wanted
    folded: list[int] = []
    monkeypatch.setattr("shared.projection.snapshots.Folding", _counting(folded))
    assert await tables(story(), Clocks(day(41)), past) == wanted
    # The snapshot holds eight events, up to the 25th day; after it come a correction, c3, and that c3 was taken back.
    assert folded == [3]
    snapshots = list((tmp_path / "past").glob("*/*.snapshot"))
    assert len(snapshots) == 1


async def test_what_is_dated_before_a_snapshot_counts_in_it(tmp_path: Path) -> None:
    past = Snapshots(tmp_path / "past", VIEWS, ordering_key, every=4)
    before = await tables(story(), Clocks(day(41)), past)
    late = record(
        ProgressUpdated(check_in="later", key_result="k", value=Decimal(8)),
        aggregate="objective/o",
        version=14,
        position=len(story()) + 1,
        time=day(30),
        recorded=day(100),
        id="event-late",
    )
    after = await tables([*story(), late], Clocks(day(41)), past)
    assert after == await tables([*story(), late], Clocks(day(41))) != before


async def test_the_directory_may_go_at_any_time_and_be_damaged(tmp_path: Path) -> None:
    past = Snapshots(tmp_path / "past", VIEWS, ordering_key, every=4)
    wanted = await tables(story(), Clocks(day(41)))
    for spoil in (_delete, _damage, _occupy):
        assert await tables(story(), Clocks(day(41)), past) == wanted
        spoil(tmp_path / "past")
    assert await tables(story(), Clocks(day(41)), past) == wanted


async def test_another_log_makes_everything_anew(tmp_path: Path) -> None:
    past = Snapshots(tmp_path / "past", VIEWS, ordering_key, every=4)
    await tables(story(), Clocks(day(41)), past)
    others = [record(ObjectiveDrafted(title="Other"), aggregate="objective/x", version=1, position=1, time=BEGIN)]
    assert await tables(others, Clocks(day(41)), past) == await tables(others, Clocks(day(41)))


async def test_what_cannot_be_read_stops_its_aggregate_only(tmp_path: Path) -> None:
    events = story()
    clocks = Clocks(BEGIN + timedelta(days=41))
    broken = log(events)
    broken._records[5] = (6, broken._records[5][1].replace(b"progress-updated.v1", b"progress-updated.v9"))  # type: ignore[attr-defined]
    past = Snapshots(tmp_path / "past", VIEWS, ordering_key, every=4)
    async with as_of(broken, VIEWS, clocks) as connection:
        wanted = dump(connection, VIEWS)
    async with as_of(broken, VIEWS, clocks, past=past) as connection:
        assert dump(connection, VIEWS) == wanted
    assert len(wanted["okr_check_ins"]) == 0


def _counting(folded: list[int]) -> type[Folding]:
    class Counted(Folding):
        def take(self, events: Iterable[Recorded[Event]]) -> None:
            told = list(events)
            folded.append(len(told))
            super().take(told)

    return Counted


def _delete(directory: Path) -> None:
    for file in directory.glob("*/*"):
        file.unlink()


def _damage(directory: Path) -> None:
    for file in directory.glob("*/*.snapshot"):
        file.write_bytes(b"no database at all" * 100)


def _occupy(directory: Path) -> None:
    for file in directory.glob("*/chronicle.sqlite"):
        with sqlite3.connect(file) as connection:
            connection.execute("DROP TABLE moments")
