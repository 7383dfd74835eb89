"""The real OKR history: every row accounted for, both clocks kept, the board of any day as computed from the CSVs."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from services.okr.objectives.views.board import board
from services.okr.views import VIEWS
from shared.eventlog import EventLog, connect
from shared.events import KeyResultAdded, Ordinal, ProgressUpdated, QuarterEnded, Recorded, named_id
from shared.projection.asof import Clocks, as_of
from tests.cli_kit import REAL, Cli, Told, cli_on_server
from tests.ids_kit import check_ids

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real OKR history is not here: {REAL}")

SOURCE = "real-okr"


class CheckIn(NamedTuple):
    """A row of the file, by the rule: the earlier time is when it held, the later one when it was known."""

    id: str
    key_result: str
    time: datetime
    known: datetime
    value: Decimal | None
    zone: str | None
    confidence: int | None
    line: int


def table(name: str) -> list[dict[str, str]]:
    with (REAL / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def check_ins() -> list[CheckIn]:
    found = []
    for line, row in enumerate(table("check_ins"), 2):
        given = [datetime.fromisoformat(row[name]).replace(tzinfo=UTC) for name in ("recorded_at", "modified_at")]
        found.append(
            CheckIn(
                named_id(SOURCE, "check-in", row["check_in"]),
                named_id(SOURCE, "key-result", row["key_result"]),
                min(given),
                max(given),
                Decimal(row["value"]) if row["value"] else None,
                row["zone"] or None,
                int(row["confidence"]) if row["confidence"] else None,
                line,
            )
        )
    return found


def untakeable() -> set[str]:
    """Key results whose target is their baseline, taken as 0 where it is missing."""
    return {
        named_id(SOURCE, "key-result", row["key_result"])
        for row in table("key_results")
        if row["kind"] == "metric" and Decimal(row["baseline"] or 0) == Decimal(row["stretch"])
    }


def last_of(rows: list[CheckIn]) -> dict[str, CheckIn]:
    """By key result the check-in that counts: the latest effective one, of equal ones the one further down."""
    found: dict[str, CheckIn] = {}
    for row in rows:
        if row.key_result not in found or row.time >= found[row.key_result].time:
            found[row.key_result] = row
    return found


class World(NamedTuple):
    cli: Cli
    told: Told
    events: list[Recorded[Any]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with cli_on_server(tmp_path_factory.mktemp("real") / "var") as (cli, _):
        told = cli.ok("import", REAL, "--json")
        yield World(cli, told, cli.events())


def standing(world: World, *options: str) -> dict[str, tuple[Decimal | None, str | None, int | None]]:
    """What the board shows of every key result."""
    shown = world.cli.ok("board", "--json", *options).json
    return {
        one["id"]: (Decimal(one["value"]) if one["value"] is not None else None, one["zone"], one["confidence"])
        for goal in shown
        for one in goal["key_results"]
    }


def expected(rows: list[CheckIn]) -> dict[str, tuple[Decimal | None, str | None, int | None]]:
    return {key: (row.value, row.zone, row.confidence) for key, row in last_of(rows).items()}


def taken() -> list[CheckIn]:
    lost = untakeable()
    return [row for row in check_ins() if row.key_result not in lost]


def test_every_row_is_in_the_log_or_among_the_rejects(world: World) -> None:
    facts = world.told.json
    with Path(facts["rejects"]).open(encoding="utf-8", newline="") as lines:
        rejected = [(row["file"], int(row["line"]), row["reason"]) for row in csv.DictReader(lines)]
    assert facts["rows"] == {
        "objectives.csv": {"read": 76, "taken": 76, "rejected": 0},
        "key_results.csv": {"read": 220, "taken": 219, "rejected": 1},
        "check_ins.csv": {"read": 860, "taken": 857, "rejected": 3},
    }
    events = {event.data.check_in for event in world.events if isinstance(event.data, ProgressUpdated)}
    lost = untakeable()
    assert events == {row.id for row in check_ins() if row.key_result not in lost}
    assert [line for file, line, _ in rejected if file == "check_ins.csv"] == [
        row.line for row in check_ins() if row.key_result in lost
    ]
    assert lost == {named_id(SOURCE, "key-result", "48")}
    assert all("key result 48 is not in key_results.csv or was rejected" in why for _, line, why in rejected[1:])
    assert "make them differ" in rejected[0][2]
    assert facts["events"] == len(world.events)


def test_no_two_events_and_no_two_things_share_an_id(world: World) -> None:
    check_ids(world.events)


def test_both_clocks_are_kept(world: World) -> None:
    found = {event.data.check_in: event for event in world.events if isinstance(event.data, ProgressUpdated)}
    for row in taken():
        event = found[row.id]
        assert (event.time, event.recorded) == (row.time, row.known), row
        assert (event.data.value, event.data.zone, event.data.confidence) == (row.value, row.zone, row.confidence)
        assert event.data.key_result == row.key_result
    assert all(event.imported_from == SOURCE for event in world.events)
    assert any(event.time < event.recorded for event in found.values())


def test_ordinal_key_results_keep_their_zones(world: World) -> None:
    kinds = {
        event.data.key_result: event.data.measure for event in world.events if isinstance(event.data, KeyResultAdded)
    }
    ordinal = {
        named_id(SOURCE, "key-result", row["key_result"]) for row in table("key_results") if row["kind"] == "ordinal"
    }
    assert ordinal
    assert {key for key, measure in kinds.items() if isinstance(measure, Ordinal)} == ordinal
    zones = [row.zone for row in taken() if row.key_result in ordinal]
    assert None not in zones
    assert len(zones) > 50


def test_missing_baselines_are_warned_of(world: World) -> None:
    lines = [
        line for line, row in enumerate(table("key_results"), 2) if row["kind"] == "metric" and not row["baseline"]
    ]
    assert len(lines) == 9
    assert world.told.json["warnings"] == [
        f"key_results.csv, line {line}: the baseline is missing and taken as 0" for line in lines
    ]


def test_a_second_run_writes_nothing(world: World) -> None:
    again = world.cli.ok("import", REAL, "--json").json
    assert again["events"] == 0
    assert again["rows"] == world.told.json["rows"]
    assert len(world.cli.records()) == len(world.events)


def test_the_board_stands_where_the_last_check_in_says(world: World) -> None:
    shown, wanted = standing(world), expected(taken())
    assert len(shown) == 219
    assert {key: figures for key, figures in shown.items() if figures != (None, None, None)} == wanted


def test_quarters_left_behind_have_ended(world: World) -> None:
    ended = {event.data.label for event in world.events if isinstance(event.data, QuarterEnded)}
    assert ended == {"2023-Q3", "2024-Q1", "2024-Q2"} & {row["quarter"] for row in table("objectives")}


@pytest.mark.parametrize("day", ["2023-07-20", "2023-08-15", "2024-04-30"])
def test_as_of_a_day(world: World, day: str) -> None:
    end = datetime.fromisoformat(day).replace(hour=23, minute=59, second=59, microsecond=999999, tzinfo=UTC)
    wanted = expected([row for row in taken() if row.time <= end])
    shown = standing(world, "--as-of", day)
    assert {key: figures for key, figures in shown.items() if figures != (None, None, None)} == wanted
    assert 0 < len(wanted) < 200


@pytest.mark.parametrize("moment", ["2023-07-20T12:00:00Z", "2023-08-15T00:00:00Z", "2024-04-30T23:00:00Z"])
def test_known_at_a_moment(world: World, moment: str) -> None:
    by = datetime.fromisoformat(moment)
    wanted = expected([row for row in taken() if row.known <= by])
    shown = standing(world, "--known-at", moment)
    assert {key: figures for key, figures in shown.items() if figures != (None, None, None)} == wanted


def test_both_bounds_together_say_what_was_thought_of_that_day(world: World) -> None:
    options = ("--as-of", "2023-07-31T00:00:00Z", "--known-at", "2023-08-05T00:00:00Z")
    by, known = datetime(2023, 7, 31, tzinfo=UTC), datetime(2023, 8, 5, tzinfo=UTC)
    wanted = expected([row for row in taken() if row.time <= by and row.known <= known])
    shown = standing(world, *options)
    assert {key: figures for key, figures in shown.items() if figures != (None, None, None)} == wanted
    assert wanted != expected([row for row in taken() if row.time <= known and row.known <= known])


def test_numbers_that_people_type_are_the_same_at_any_time(world: World) -> None:
    now = {one["id"]: one["number"] for goal in world.cli.ok("board", "--json").json for one in goal["key_results"]}
    past = world.cli.ok("board", "--json", "--known-at", "2024-03-20").json
    assert past
    assert all(now[one["id"]] == one["number"] for goal in past for one in goal["key_results"])


def test_progress_below_zero_and_above_a_hundred_is_shown(world: World) -> None:
    shown = [one["progress"] for goal in world.cli.ok("board", "--json").json for one in goal["key_results"]]
    known = [each for each in shown if each is not None]
    assert min(known) < 0
    assert max(known) > 100
    assert None in shown


def test_as_of_now_is_the_live_board(world: World) -> None:
    async def folded() -> list[Any]:
        client = await connect(str(world.cli.url), seed_file=world.cli.layout.credentials("audit"), name="test")
        try:
            now = datetime.now(UTC)
            async with as_of(EventLog(client), VIEWS, Clocks(now, now)) as connection:
                return board(connection)
        finally:
            await client.close()

    shown = world.cli.ok("board", "--json").json
    assert [(goal.id, goal.progress, goal.confidence) for goal in asyncio.run(folded())] == [
        (goal["id"], goal["progress"], goal["confidence"]) for goal in shown
    ]


def test_the_stores_equal_the_log(world: World) -> None:
    for service in ("okr", "pairing"):
        assert world.cli.ok("rebuild", service, "--check", "--json").json["equal"]
