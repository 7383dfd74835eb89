"""The company's calendar and thresholds over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.identity.roles import Role
from tests.cli_kit import Cli, cli_on_server
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

APRIL = {"start_month": 4, "label_year": "start", "since": "2026-04-01", "zone": "Asia/Tokyo"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    with cli_on_server(tmp_path / "var") as (found, _):
        yield found


async def test_a_calendar_names_quarters(kit: OkrKit) -> None:
    assert (await kit.get("/calendar")).body == []
    done = await kit.post("/calendar", APRIL)
    assert (await kit.get("/calendar", params={"wait_for": done.at})).body == [APRIL]
    again = await kit.post("/calendar", APRIL)
    assert again.body["changed"] is False
    told = (await kit.get("/periods", params={"from": "2026-02-10", "to": "2026-05-01"})).body
    assert [(each["label"], each["kind"]) for each in told] == [
        ("FY2026 Q1 until 2026-03-31", "quarter"),
        ("FY2026 Q1", "quarter"),
    ]
    made = await kit.post("/quarters", {"label": "fy2026 q3"})
    assert made.status == 201, made.body
    shown = (await kit.get(f"/quarters/{made.id}", params={"wait_for": made.at})).body
    assert (shown["label"], shown["start"], shown["end"]) == ("FY2026 Q3", "2026-10-01", "2026-12-31")
    same = (await kit.get("/quarters/2026-q4")).body
    assert same["id"] == made.id, "by the calendar year's name for the same days"
    (await kit.post("/quarters", {"label": "2026-Q4"})).refused(409, "wrong-state", "FY2026 Q3 is already planned")
    next_ = await kit.post("/quarters", {"label": "2027q1"})
    shown = (await kit.get("/quarters/FY2026 Q4", params={"wait_for": next_.at})).body
    assert (shown["label"], shown["start"], shown["end"]) == ("2027-Q1", "2027-01-01", "2027-03-31")
    year = await kit.post("/quarters", {"label": "FY2026"})
    shown = (await kit.get(f"/quarters/{year.id}", params={"wait_for": year.at})).body
    assert (shown["kind"], shown["start"], shown["end"]) == ("year", "2026-04-01", "2027-03-31")


@pytest.mark.parametrize(
    ("path", "body", "status", "slug", "words"),
    [
        ("/calendar", APRIL | {"start_month": 13}, 422, "invalid", "give 1 (January) to 12"),
        ("/calendar", APRIL | {"since": "2026-04-02"}, 422, "invalid", "the first of a month"),
        ("/calendar", APRIL | {"zone": "Mars/Base"}, 422, "invalid", "no time zone 'Mars/Base'"),
        ("/calendar", APRIL | {"label_year": "middle"}, 422, "invalid-body", "label_year"),
        ("/quarters", {"label": "Q9 of nowhere"}, 422, "invalid", "write it like FY2026 Q3"),
        ("/quarters", {"label": "x", "start": "2026-07-01"}, 422, "invalid", "give both days"),
        ("/quarters", {"label": "x", "kind": "week"}, 422, "invalid-body", "kind"),
    ],
)
async def test_what_no_calendar_says(
    kit: OkrKit, path: str, body: dict[str, Any], status: int, slug: str, words: str
) -> None:
    (await kit.post(path, body)).refused(status, slug, words)


async def test_both_quarters_of_one_label_can_be_planned(kit: OkrKit) -> None:
    await kit.post("/quarters", {"label": "FY2026 Q1"})
    await kit.post("/calendar", APRIL)
    later = await kit.post("/quarters", {"label": "FY2026 Q1"})
    every = (await kit.get("/quarters", params={"wait_for": later.at})).body["items"]
    assert [(each["label"], each["start"]) for each in every] == [
        ("FY2026 Q1", "2026-01-01"),
        ("FY2026 Q1 from 2026-04-01", "2026-04-01"),
    ]
    told = (await kit.get("/periods", params={"from": "2026-01-10", "to": "2026-05-01"})).body
    assert [each["label"] for each in told] == [each["label"] for each in every]
    (await kit.post("/quarters", {"label": "FY2026 Q1"})).refused(409, "wrong-state", "from 2026-04-01 is already")


async def test_a_calendar_changes_forward_only(kit: OkrKit) -> None:
    done = await kit.post("/calendar", APRIL)
    await kit.get("/calendar", params={"wait_for": done.at})
    (await kit.post("/calendar", APRIL | {"start_month": 7})).refused(409, "wrong-state", "choose a later day")
    (await kit.post("/calendar", APRIL, subject="aiko", role=Role.MEMBER)).refused(403, "not-allowed")
    (await kit.get("/periods", params={"from": "2026-05-01", "to": "2026-02-10"})).refused(422, "invalid", "swap them")
    (await kit.get("/periods", params={"from": "1970-05-01", "to": "2026-02-10"})).refused(
        422, "invalid", "fifty years"
    )


async def test_months_and_years_lie_beside_quarters(kit: OkrKit) -> None:
    for kind, start, end, status in (
        ("quarter", "2026-07-01", "2026-09-30", 201),
        ("month", "2026-07-01", "2026-07-31", 201),
        ("year", "2026-01-01", "2026-12-31", 201),
        ("transition", "2026-09-01", "2026-10-31", 409),
        ("month", "2026-07-31", "2026-08-31", 409),
        ("transition", "2026-10-01", "2026-10-31", 201),
    ):
        body = {"label": f"{kind} {start} {end}", "start": start, "end": end, "kind": kind}
        made = await kit.post("/quarters", body)
        assert made.status == status, made.body
        if status == 201:
            await kit.get(f"/quarters/{made.id}", params={"wait_for": made.at})


async def test_thresholds(kit: OkrKit) -> None:
    published = (await kit.get("/thresholds")).body
    assert (published["on_track_below"], published["behind_up_to"], published["stale_days"]) == ("16.5", "33", 14)
    done = await kit.put("/thresholds", {"stale_days": 10, "on_track_below": "10"})
    shown = (await kit.get("/thresholds", params={"wait_for": done.at})).body
    assert shown == published | {"stale_days": 10, "on_track_below": "10"}
    (await kit.put("/thresholds", {"stale_days": 0})).refused(422, "invalid", "give 1 to 366 days")
    (await kit.put("/thresholds", {"on_track_below": 50})).refused(422, "invalid", "out of order")
    (await kit.put("/thresholds", {"confidence_green": 3})).refused(422, "invalid", "out of order")
    (await kit.put("/thresholds", {"colour": 3})).refused(422, "invalid-body", "not known here")


def test_on_the_command_line(cli: Cli) -> None:
    cli.ok("calendar", "set", "--start-month", "4", "--since", "2026-04-01", "--zone", "Asia/Tokyo")
    assert cli.ok("calendar", "show", "--json").json == [APRIL]
    told = cli.ok("calendar", "periods", "2026-04-01", "2027-03-31").table
    assert [line[0] for line in told] == ["FY2026 Q1", "FY2026 Q2", "FY2026 Q3", "FY2026 Q4"]
    said = cli.ok("quarter", "plan", "2027-Q1").out
    assert said == "2027-Q1 is planned, 2027-01-01 to 2027-03-31\n"
    cli.ok("quarter", "plan", "2026-05", "2026-05-01", "2026-05-31", "--kind", "month")
    listed = {row["quarter"]: row for row in cli.ok("quarter", "list", "--json").json}
    assert listed["2027-Q1"]["start"] == "2027-01-01"
    cli.refused(3, "quarter", "plan", "FY2026 Q4", words="2027-Q1 is already planned")
    cli.refused(3, "quarter", "plan", "Q4/26", words="the calendar knows no period")
    cli.refused(3, "quarter", "plan", "x", "2026-05-01", words="give both days")
    cli.refused(3, "quarter", "plan", "x", "2026-05-01", "2026-05-02", "--kind", "week", words="no period 'week'")
    cli.refused(3, "calendar", "set", "--start-month", "4", "--since", "soon", words="is no day")
    cli.refused(3, "calendar", "set", "--start-month", "4", "--since", "2026-05-01", "--label", "x", words="its start")
    cli.ok("thresholds", "set", "stale-days=10", "too-safe-above=0.95")
    held = {row["threshold"]: row["value"] for row in cli.ok("thresholds", "show", "--json").json}
    assert (held["stale-days"], held["too-safe-above"], held["behind-up-to"]) == (10, "0.95", "33")
    cli.refused(3, "thresholds", "set", "colour=3", words="there is no threshold 'colour'")
    cli.refused(3, "thresholds", "set", "stale-days=soon", words="is no figure")
