"""Wherever the company is, a day is its own day: in figures, in questions about the past, in what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

NEWFOUNDLAND = {"start_month": 1, "label_year": "start", "since": "2026-01-01", "zone": "America/St_Johns"}
LAST_EVENING = datetime(2026, 10, 1, 2, tzinfo=UTC)
"""23:30 on 30 September in St John's."""


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    """In an installation that counts in UTC, a company three and a half hours behind."""
    async with okr_kit(nats_server) as made:
        await made.done("/calendar", NEWFOUNDLAND)
        yield made


async def test_what_is_said_on_the_last_evening_is_said_in_the_quarter(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    _, key_result = await kit.running_key_result(quarter)
    kit.clock.time = LAST_EVENING
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": "5", "confidence": 8})
    told = (await kit.get(f"/key-results/{key_result}/explain")).body
    assert (told["on"], told["silent_days"]) == ("2026-09-30", 0)
    that_day = (await kit.get(f"/key-results/{key_result}/explain", params={"as_of": "2026-09-30"})).body
    assert (that_day["on"], that_day["progress"]) == ("2026-09-30", 50)
    the_day_before = (await kit.get("/board", params={"as_of": "2026-09-29"})).body
    assert the_day_before[0]["key_results"][0]["progress"] is None
    moved = (await kit.get("/compare", params={"from": "2026-09-29", "to": "2026-09-30"})).body
    assert [each["number"] for each in moved["moved"]] == ["O-1", "KR-1"]
    (await kit.get("/compare", params={"from": "2026-09-30", "to": "2026-10-01"})).refused(422, "invalid", "to come")
    kit.later(hours=1)
    await kit.done(f"/quarters/{quarter}/end")
    found = (await kit.get(f"/quarters/{quarter}/calibration")).body
    assert (found["first"]["unstated"], found["first"]["whole"]["mean_forecast"]) == (0, "0.8")


@pytest.mark.parametrize(
    "path", ["/board", "/tree", "/objectives/O-1/explain", "/key-results/KR-1/explain", "/compare"]
)
@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("0001-01-01T00:00:00Z", "too far away; give a day from 1970-01-01 to 2200-12-31"),
        ("9999-12-31", "too far away"),
        ("2026-09-30T12:00:00", "lacks a time zone"),
        ("yesterday", "write 2026-09-30 or 2026-09-30T12:00:00"),
    ],
)
async def test_what_nobody_can_mean_is_refused_in_a_sentence(kit: OkrKit, path: str, when: str, words: str) -> None:
    names = ("from", "to") if path == "/compare" else ("as_of", "known_at")
    for name in names:
        asked = {"from": "2026-09-01", "to": "2026-09-02"} if path == "/compare" else {}
        (await kit.get(path, params=asked | {name: when})).refused(422, "invalid-parameter", words)
