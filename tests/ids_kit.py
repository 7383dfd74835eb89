"""What must be true of the ids of any whole log: no two events share one, and no two things do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from shared.events import (
    ExperimentStarted,
    GroupFormed,
    InsightShared,
    KeyResultAdded,
    ObjectiveDrafted,
    PraiseGiven,
    ProgressUpdated,
    QuarterPlanned,
    Recorded,
    RotationDrafted,
    SupportGiven,
)


def check_ids(events: Iterable[Recorded[Any]]) -> None:
    """Raise AssertionError where two events have one id, or two things have."""
    everything = list(events)
    assert _twice(event.id for event in everything) == [], "two events share an id"
    twice = _twice(thing for event in everything if (thing := _new_thing(event)))
    assert not twice, [(event.type, event.aggregate, event.data) for event in everything if _new_thing(event) in twice]


def _twice(ids: Iterable[str]) -> list[str]:
    return [each for each, times in Counter(ids).items() if times > 1]


def _new_thing(event: Recorded[Any]) -> str | None:
    """The id of what begins with this event, where something does."""
    match event.data:
        case KeyResultAdded(moved_from=None):
            return str(event.data.key_result)
        case ProgressUpdated():
            return event.data.check_in
        case InsightShared():
            return event.data.insight
        case PraiseGiven():
            return event.data.praise
        case SupportGiven():
            return event.data.support
        case ObjectiveDrafted() | QuarterPlanned() | ExperimentStarted() | RotationDrafted() | GroupFormed():
            return event.aggregate_id
        case _:
            return None
