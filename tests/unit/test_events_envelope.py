"""Ids, envelopes and values of the published language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from msgspec import structs

from shared.events import (
    CATALOGUE,
    BrokenEvent,
    CheckInCorrected,
    ObjectiveDrafted,
    PersonLeft,
    ProgressUpdated,
    Zone,
    command_id,
    decode,
    derived_id,
    encode,
    event_id,
    fresh_command_id,
    iso_week,
    kind_of,
    monday_of,
    named_id,
    nats_subject,
    thursday_of,
    type_of,
)
from tests.core_kit import record

texts = st.text(st.characters(codec="utf-8"), max_size=40)
decimals = st.decimals(allow_nan=False, allow_infinity=False, max_value=10**28, min_value=-(10**28))
moments = st.datetimes(
    min_value=datetime(1970, 1, 2),
    timezones=st.integers(-14 * 4, 14 * 4).map(lambda n: timezone(timedelta(minutes=15 * n))),
)


@given(texts, decimals, moments, moments, st.none() | texts, st.none() | st.sampled_from(Zone))
def test_what_is_written_is_read(
    text: str, value: Decimal, time: datetime, recorded: datetime, maybe: str | None, zone: Zone | None
) -> None:
    data = ProgressUpdated(check_in=text, key_result=text, value=value, zone=zone, confidence=10)
    event = record(data, time=time, recorded=recorded, imported_from=maybe, traceparent=maybe, digest=maybe, actor=text)
    payload = encode(event)
    assert b"\n" not in payload
    again = decode(0, payload)
    assert again == event
    assert isinstance(again.data, ProgressUpdated)
    assert str(again.data.value) == str(value)


@given(st.binary(max_size=60))
def test_any_bytes_are_an_event_or_are_told_broken(payload: bytes) -> None:
    with pytest.raises(BrokenEvent, match="position 9"):
        decode(9, payload)


def test_what_is_not_said_is_not_written() -> None:
    payload = encode(record(ObjectiveDrafted(title="t")))
    for absent in (b"quarter", b"null", b"importedfrom", b"commanddigest", b"position"):
        assert absent not in payload
    assert decode(5, payload).position == 5


@pytest.mark.parametrize("field", ["time", "recorded"])
def test_a_moment_without_a_zone_is_never_written(field: str) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        encode(structs.replace(record(PersonLeft()), **{field: datetime(2026, 1, 1)}))


def test_names_derive_from_the_type_and_the_aggregate() -> None:
    event = record(PersonLeft(), aggregate="person/p-1")
    assert (event.service, event.aggregate_id, event.type) == ("okr", "p-1", "okr.person-left.v1")
    assert nats_subject("okr", "objective/o-1") == "okr.objective.o-1"
    assert nats_subject("pairing", "private/pulse/x") == "pairing.private.pulse.x"
    assert type_of(PersonLeft()) == kind_of(PersonLeft).type
    assert len({kind.name for kind in CATALOGUE}) == len({kind.model for kind in CATALOGUE}) == len(CATALOGUE)


def test_ids_come_again_for_the_same_and_only_for_the_same() -> None:
    one = command_id("me", "key")
    assert one == command_id("me", "key")
    assert len({one, command_id("you", "key"), command_id("me", "key2"), fresh_command_id(), fresh_command_id()}) == 5
    assert event_id(one, "a/1", 0) == event_id(one, "a/1", 0) != event_id(one, "a/1", 1)
    assert event_id(one, "a/1", 0) != event_id(one, "a/2", 0)
    assert derived_id(one, "key-result:0") == derived_id(one, "key-result:0") != derived_id(one, "key-result:1")
    assert named_id("puzzle", "objective", "17") != named_id("puzzle", "objective", "18")


def test_an_actor_cannot_borrow_anothers_command_by_the_shape_of_his_key() -> None:
    assert command_id("a", "b:c") != command_id("a:b", "c")
    assert named_id("a", "b:c") != named_id("a:b", "c")


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 7, 6), "2026-W28"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2021, 1, 3), "2020-W53"),
    ],
)
def test_weeks(day: date, week: str) -> None:
    assert iso_week(day) == week
    assert monday_of(week) <= day <= monday_of(week) + timedelta(days=6)
    assert iso_week(thursday_of(week)) == week
    assert thursday_of(week).year == int(week[:4])


@pytest.mark.parametrize("text", ["2026-W00", "2026-W54", "2025-W53", "26-W01", "2026W01", "", "2026-W1"])
def test_what_is_no_week(text: str) -> None:
    with pytest.raises(ValueError):
        monday_of(text)


def test_events_are_frozen() -> None:
    with pytest.raises(AttributeError):
        CheckInCorrected(check_in="c", key_result="k").check_in = "d"  # type: ignore[misc]


def test_utc_is_written_with_z() -> None:
    assert b'"time":"2026-01-01T00:00:00Z"' in encode(record(PersonLeft(), time=datetime(2026, 1, 1, tzinfo=UTC)))
