"""Folding goes on where it was left, over the very same records; whatever was falsified since is found all the same."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.okr.kernel.rule_book import RULES
from services.okr.quarter_ends.freeze import found_at, found_by
from services.okr.quarter_ends.log_reader import Rereading
from services.okr.views import VIEWS
from shared.eventlog import Record
from shared.events import (
    Event,
    KeyResultAdded,
    Metric,
    ObjectiveDrafted,
    ObjectivePublished,
    ProgressUpdated,
    QuarterFrozen,
    encode,
)
from shared.projection.refolded import Refolded
from tests.core_kit import record
from tests.freezing_kit import GivenLog, digested

QUARTER = str(UUID(int=3))
SECRET = b"of the service"


def history(goals: int = 4) -> list[Record]:
    """Objectives one after the other, six events each; every second one is of the quarter."""
    events: list[Any] = []
    for number in range(goals):
        told: list[Event] = [
            ObjectiveDrafted(title=f"goal {number}", quarter=QUARTER if number % 2 == 0 else None),
            KeyResultAdded(
                key_result=f"kr{number}", title="Calls", measure=Metric(baseline=Decimal(0), target=Decimal(10))
            ),
            ObjectivePublished(),
            *(
                ProgressUpdated(check_in=f"c{number}-{at}", key_result=f"kr{number}", value=Decimal(at))
                for at in range(3)
            ),
        ]
        events += [
            record(data, aggregate=f"objective/g{number}", version=version) for version, data in enumerate(told, 1)
        ]
    return [(position, encode(event)) for position, event in enumerate(events, 1)]


@pytest.fixture
def refolded(tmp_path: Path) -> Refolded:
    return Refolded(tmp_path / "refolded", SECRET, VIEWS)


class Found:
    """What reading a log up to a position came to, and how many records were read and folded for it."""

    def __init__(self, records: list[Record], upto: int, refolded: Refolded | None, **dropped: str) -> None:
        self.log = GivenLog(records, 5)
        decided = {int(at[1:]): id_ for at, id_ in dropped.items()}
        self.frozen, self.folded = asyncio.run(self._read(upto, refolded, decided))

    async def _read(self, upto: int, refolded: Refolded | None, dropped: dict[int, str]) -> tuple[QuarterFrozen, int]:
        with closing(Rereading(QUARTER, dropped, refolded)) as reading:
            await reading.to(self.log, upto)
            reading.keep()
            return found_by(reading, RULES), reading.folded


def test_the_second_time_only_the_rest_is_folded_and_every_record_is_read(refolded: Refolded) -> None:
    records = history()
    assert Found(records, 9, refolded).folded == 9
    later = Found(records, 24, refolded)
    assert later.folded == 15
    assert sorted(set(later.log.read)) == list(range(1, 25))
    assert later.frozen == digested(records, QUARTER, {}, RULES)


def test_the_same_again_folds_nothing(refolded: Refolded) -> None:
    records = history()
    first, second = Found(records, 24, refolded), Found(records, 24, refolded)
    assert (first.folded, second.folded) == (24, 0)
    assert second.frozen == first.frozen


def test_an_earlier_position_is_never_told_from_a_later_folding(refolded: Refolded) -> None:
    records = history()
    Found(records, 24, refolded)
    early = Found(records, 10, refolded)
    assert early.folded == 10
    assert early.frozen == digested(records[:10], QUARTER, {}, RULES)


@pytest.mark.parametrize("at", [0, 7, 17])
def test_whatever_record_was_changed_since_all_is_folded_anew(refolded: Refolded, at: int) -> None:
    records = history()
    Found(records, 18, refolded)
    position, payload = records[at]
    records[at] = (position, payload.replace(b'"actor":"me"', b'"actor":"you"'))
    assert records[at][1] != payload
    found = Found(records, 24, refolded)
    assert found.folded == 24
    assert found.frozen == digested(records, QUARTER, {}, RULES)


def test_a_changed_value_changes_the_results_although_they_were_folded_before(refolded: Refolded) -> None:
    records = history()
    before = Found(records, 24, refolded)
    position, payload = records[5]
    records[5] = (position, payload.replace(b'"value":"2"', b'"value":"9"'))
    after = Found(records, 24, refolded)
    assert after.frozen.results != before.frozen.results
    assert after.frozen.events != before.frozen.events


def test_a_record_that_is_gone_makes_everything_folded_anew(refolded: Refolded) -> None:
    records = history()
    Found(records, 18, refolded)
    del records[8]
    found = Found(records, 24, refolded)
    assert found.folded == 23
    assert found.frozen == digested(records, QUARTER, {}, RULES)


def test_of_two_foldings_the_one_before_the_changed_record_is_gone_on_with(refolded: Refolded) -> None:
    records = history()
    Found(records, 6, refolded)
    Found(records, 18, refolded)
    position, payload = records[11]
    records[11] = (position, payload.replace(b'"actor":"me"', b'"actor":"you"'))
    found = Found(records, 24, refolded)
    assert found.folded == 18
    assert found.frozen == digested(records, QUARTER, {}, RULES)
    assert [kept.position for kept in refolded.known({})] == [6, 24], "the one that was folded from it is thrown away"


def test_views_that_somebody_changed_are_thrown_away(refolded: Refolded, tmp_path: Path) -> None:
    records = history()
    right = Found(records, 18, refolded)
    (file,) = tmp_path.rglob("*.sqlite")
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute("UPDATE okr_check_ins SET value = '9'").rowcount == 9
    again = Found(records, 18, refolded)
    assert (again.folded, again.frozen) == (18, right.frozen)


def test_nobody_else_can_say_what_was_folded(refolded: Refolded, tmp_path: Path) -> None:
    records = history()
    right = Found(records, 18, Refolded(tmp_path / "refolded", b"of somebody else", VIEWS))
    assert refolded.known({}) == []
    found = Found(records, 18, refolded)
    assert (found.folded, found.frozen) == (18, right.frozen)
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(file.read_bytes().replace(b'"position":18', b'"position":12'))
    assert refolded.known({}) == []


def test_other_decisions_about_what_is_left_out_make_everything_anew(refolded: Refolded) -> None:
    records = history()
    Found(records, 18, refolded)
    other = Found(records, 18, refolded, p6="left out")
    assert other.folded == 18
    assert other.frozen.results != digested(records[:18], QUARTER, {}, RULES).results


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    refolded, records = Refolded(tmp_path / "refolded", SECRET, VIEWS, kept=2), history()
    for position in (6, 12, 18, 24):
        Found(records, position, refolded)
    assert [kept.position for kept in refolded.known({})] == [18, 24]
    assert len(list(tmp_path.rglob("*.sqlite"))) == 2


def test_what_is_broken_off_ends_at_once_and_leaves_nothing(
    refolded: Refolded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(GivenLog):
        """Never comes to its end."""

        async def range(self, after: int, upto: int) -> AsyncIterator[list[Record]]:
            async for batch in super().range(after, upto):
                yield batch
            reached.set()
            await asyncio.Event().wait()

    async def broken_off() -> None:
        work = asyncio.create_task(found_at(Endless(history()), QUARTER, 24, {}, RULES, refolded))
        await reached.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    reached = asyncio.Event()
    asyncio.run(broken_off())
    assert list(scratch.iterdir()) == []
    assert refolded.known({}) == []


def test_progress_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    asyncio.run(
        found_at(GivenLog(history(2_000)), QUARTER, 12_000, {}, RULES, None, lambda read, of: told.append((read, of)))
    )
    assert [read for read, _ in told] == [2_000, 4_000, 6_000, 8_000, 10_000, 12_000]
    assert {of for _, of in told} == {12_000}
