"""Every type and version ever published stays readable, on every read path."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from shared.events import (
    CATALOGUE,
    BrokenEvent,
    FourBoxesFilled,
    KeyResultAdded,
    Metric,
    UnknownEvent,
    decode,
    encode,
    kind_of,
    known_types,
)
from shared.projection import fold_into, memory_engine
from tests.contract.compatibility import present_schemas, stored_schemas
from tests.core_kit import ToyKeyResults
from tests.samples_kit import GOLDEN, golden

PRESENT = [kind.type for kind in CATALOGUE]


def changed(type_: str, **attributes: Any) -> bytes:
    return json.dumps(json.loads(golden(type_)) | attributes).encode()


def test_there_is_a_sample_of_every_type_and_of_nothing_else() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(known_types())


@pytest.mark.parametrize("type_", known_types())
def test_every_version_ever_published_decodes(type_: str) -> None:
    event = decode(7, golden(type_))
    assert event.position == 7
    assert event.type == type_
    assert kind_of(event.data).name == type_.rpartition(".")[0]


@pytest.mark.parametrize("type_", PRESENT)
def test_a_present_version_is_written_byte_by_byte_as_it_was(type_: str) -> None:
    assert encode(decode(0, golden(type_))) == golden(type_)


@pytest.mark.parametrize("type_", known_types())
def test_every_sample_is_what_its_schema_says(type_: str) -> None:
    schema = present_schemas().get(type_) or stored_schemas()[type_]
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    checker.check_schema(schema)
    checker.validate(json.loads(golden(type_)))


@pytest.mark.parametrize("type_", PRESENT)
def test_every_sample_fills_every_field(type_: str) -> None:
    """A sample that leaves optional fields out would not notice when one of them goes."""
    data = json.loads(golden(type_))["data"]
    # A check-in says a value or a zone, never both.
    either = {"zone"} if "value" in data else set()
    assert set(present_schemas()[type_]["properties"]["data"]["properties"]) - either == set(data)


@pytest.mark.parametrize("type_", known_types())
def test_a_reader_ignores_fields_it_does_not_know(type_: str) -> None:
    sample = json.loads(golden(type_))
    sample["data"]["from_the_future"] = {"any": ["thing"]}
    grown = json.dumps(sample | {"fromthefuture": 1}).encode()
    assert decode(1, grown) == decode(1, golden(type_))


def test_version_1_of_key_result_added_is_todays_event() -> None:
    one, two = decode(0, golden("okr.key-result-added.v1")), decode(0, golden("okr.key-result-added.v2"))
    assert one.data == two.data
    assert isinstance(one.data, KeyResultAdded)
    assert one.data.measure == Metric(baseline=Decimal("42.50"), target=Decimal("8"), unit="min")


def test_words_that_version_1_left_in_clear_can_not_pass_for_sealed_ones() -> None:
    """Somebody may have typed what looks like another's sealed text; it stays what it is."""
    pasted = "sealed:v1:po-3f9a2c41d07b:q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k="
    for type_, name in (("okr.experiment-concluded.v1", "learned"), ("pairing.insight-shared.v1", "text")):
        data = json.loads(golden(type_))["data"] | {name: pasted}
        assert getattr(decode(0, changed(type_, data=data)).data, name) == f"plain:{pasted}"
    boxes = decode(0, golden("okr.four-boxes-filled.v1")).data
    assert isinstance(boxes, FourBoxesFilled)
    (priority,), (health,) = boxes.priorities, boxes.health
    said = (priority.text, *boxes.next_weeks, health.name, health.note)
    assert len(said) == 4
    assert all(each is not None and each.startswith("plain:") for each in said)


def test_version_1_without_its_optional_fields() -> None:
    data = {"key_result": "k", "title": "t", "baseline": "0", "target": "1"}
    event = decode(0, changed("okr.key-result-added.v1", data=data)).data
    assert event == KeyResultAdded(key_result="k", title="t", measure=Metric(baseline=Decimal(0), target=Decimal(1)))


def test_an_as_of_answer_reads_version_1_too() -> None:
    rows = []
    for version in ("v1", "v2"):
        view = ToyKeyResults()
        engine = memory_engine([view])
        with engine.begin() as connection:
            fold_into(connection, [view], [decode(1, golden(f"okr.key-result-added.{version}"))])
            rows.append(connection.execute(view.table.select()).mappings().all())
        engine.dispose()
    assert len(rows[0]) == 1
    assert rows[0] == rows[1]


@pytest.mark.parametrize("type_", ["okr.person-joined.v2", "okr.key-result-added.v4", "okr.nonsense.v1", "", "x"])
def test_an_unknown_type_or_version_is_told_apart(type_: str) -> None:
    with pytest.raises(UnknownEvent, match="upgrade this program") as told:
        decode(3, changed("okr.person-joined.v1", type=type_))
    assert told.value.type == type_


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b"{",
        golden("okr.person-left.v1")[:-1],
        changed("okr.person-left.v1", version="three"),
        changed("okr.person-left.v1", time="yesterday"),
        changed("okr.person-left.v1", time=None),
        changed("okr.person-left.v1", data=[]),
        changed("okr.progress-updated.v1", data={"check_in": "c", "key_result": "k", "value": "much"}),
        changed("okr.progress-updated.v1", data={"check_in": "c", "key_result": "k", "confidence": 11}),
        changed("okr.progress-updated.v1", data={"check_in": "c"}),
        changed("okr.key-result-added.v1", data=[]),
        changed("okr.key-result-added.v1", data=None),
        changed("okr.key-result-added.v1", data={"title": "no numbers"}),
        changed("okr.key-result-added.v1", data={"key_result": "k", "title": "t", "baseline": [], "target": "1"}),
        changed("pairing.meeting-held.v1", data={"week": "2026-W60"}),
    ],
)
def test_garbage_is_a_broken_event_that_names_its_position(payload: bytes) -> None:
    with pytest.raises(BrokenEvent, match="position 3"):
        decode(3, payload)


@pytest.mark.parametrize("attribute", ["time", "recordedtime"])
def test_a_moment_without_a_zone_is_broken(attribute: str) -> None:
    """Its zone would be a guess, and comparing it with others would raise in a view."""
    with pytest.raises(BrokenEvent):
        decode(3, changed("okr.person-left.v1", **{attribute: "2026-07-06T01:15:30"}))
