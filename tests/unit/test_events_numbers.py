"""The short ids that people type, as a subscriber counts them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.events import Event, GroupFormed, KeyResultAdded, Metric, ObjectiveDrafted, ObjectivePublished, Recorded
from shared.events.numbers import BEGINNINGS, Numbers

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)


def event(aggregate: str, data: Event) -> Recorded[Event]:
    same = {"id": "e", "type": "t", "actor": "a", "correlation": "c", "causation": "c", "time": NOW, "recorded": NOW}
    return Recorded(aggregate=aggregate, version=1, data=data, **same)  # type: ignore[arg-type]


def drafted(id_: str, kind: str = "objective") -> Recorded[Event]:
    return event(f"{kind}/{id_}", ObjectiveDrafted(title="Be heard"))


def added(id_: str, objective: str = "a", moved_from: str | None = None) -> Recorded[Event]:
    measure = Metric(baseline=0, target=10)  # type: ignore[arg-type]
    data = KeyResultAdded(key_result=id_, title="Calls", measure=measure, moved_from=moved_from)
    return event(f"objective/{objective}", data)


def test_things_are_counted_by_kind_in_the_order_of_the_log() -> None:
    numbers = Numbers()
    assert [numbers.hear(each) for each in (drafted("a"), added("k"), drafted("b"), added("l"))] == [
        "O-1",
        "KR-1",
        "O-2",
        "KR-2",
    ]
    assert numbers.hear(event("objective/a", ObjectivePublished())) is None
    assert numbers.hear(event("group/g", GroupFormed(rotation="r", label="x", members=("p", "q")))) == "G-1"
    assert [numbers.of(each) for each in ("a", "l", "g", "nothing")] == ["O-1", "KR-2", "G-1", None]


def test_what_comes_again_or_moves_keeps_its_number() -> None:
    numbers = Numbers()
    for each in (
        drafted("a"),
        drafted("b"),
        added("k"),
        drafted("a"),
        added("k", "b", moved_from="a"),
        added("l", "b"),
    ):
        numbers.hear(each)
    assert [numbers.of(each) for each in ("a", "b", "k", "l")] == ["O-1", "O-2", "KR-1", "KR-2"]


def test_what_is_confidential_has_none() -> None:
    numbers = Numbers()
    assert numbers.hear(drafted("po-1", "private/objective")) is None
    assert numbers.hear(drafted("a")) == "O-1"


def test_it_goes_on_from_what_was_saved() -> None:
    numbers = Numbers()
    for place in range(12):
        numbers.hear(drafted(f"o{place}"))
    later = Numbers(numbers.saved(40))
    assert later.position == 40
    assert later.of("o11") == later.hear(drafted("o11")) == "O-12"
    assert later.hear(drafted("new")) == "O-13"
    assert Numbers(later.saved()).of("new") == "O-13"
    with pytest.raises(ValueError):
        Numbers("[]")


def test_beginnings_are_what_one_must_hear() -> None:
    assert {each.__name__ for each in BEGINNINGS} >= {
        "ObjectiveDrafted",
        "KeyResultAdded",
        "PersonJoined",
        "GroupFormed",
    }
