"""Which events of an aggregate made a figure what it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from shared.events import (
    CheckInAcknowledged,
    CheckInCorrected,
    Event,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultMoved,
    KeyResultPhased,
    KeyResultReassigned,
    KeyResultRetargeted,
    KeyResultRevised,
    KeyResultReweighted,
    ObjectiveAligned,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectiveMoved,
    ObjectivePublished,
    ObjectiveReopened,
    ObjectiveRevised,
    ObjectiveScored,
    OverrideCleared,
    ProgressOverridden,
    ProgressUpdated,
    Recorded,
    ThresholdsSet,
)

NamedCause = tuple[str, Recorded[Event]]
"""What an event did to the figure, and the event."""


def of_key_result(events: Iterable[Recorded[Event]], key_result: str, counting: Collection[str]) -> list[NamedCause]:
    """The events that still hold of a key result: how it is measured, fed, and what the `counting` check-ins said."""
    own = [each for each in events if getattr(each.data, "key_result", None) == key_result]
    return _ordered([*_latest(own, _KEY_RESULT), *_check_ins(own, counting)])


def of_objective(events: Iterable[Recorded[Event]]) -> list[NamedCause]:
    """The events that still hold of an objective itself: its source, its state, its alignment, its score."""
    own = [each for each in events if getattr(each.data, "key_result", None) is None or _aligns(each.data)]
    scored = [each for each in own if isinstance(each.data, ObjectiveScored | ObjectiveReopened)]
    told = [*_latest(own, _OBJECTIVE)]
    if scored and isinstance(scored[-1].data, ObjectiveScored):
        told.append(("scored", scored[-1]))
    return _ordered(told)


def of_company(events: Iterable[Recorded[Event]]) -> list[NamedCause]:
    """The thresholds that hold, where somebody has set any."""
    return list(_latest(list(events), {"thresholds set": (ThresholdsSet,)}))


_KEY_RESULT: dict[str, tuple[type[Event], ...]] = {
    "measured so": (KeyResultAdded, KeyResultRetargeted),
    "weighed so": (KeyResultReweighted,),
    "owned so": (KeyResultReassigned,),
    "linked": (KeyResultLinked,),
    "set by hand, or adopted": (ProgressOverridden, OverrideCleared),
    "phased": (KeyResultPhased,),
    "moved": (KeyResultMoved,),
    "named": (KeyResultRevised,),
    "dropped": (KeyResultDropped,),
}
_OBJECTIVE: dict[str, tuple[type[Event], ...]] = {
    "drafted": (ObjectiveDrafted,),
    "published": (ObjectivePublished,),
    "revised": (ObjectiveRevised,),
    "moved to a quarter": (ObjectiveMoved,),
    "aligned": (ObjectiveAligned,),
    "closed or reopened": (ObjectiveClosed, ObjectiveReopened),
}


def _latest(events: list[Recorded[Event]], wanted: dict[str, tuple[type[Event], ...]]) -> Iterator[NamedCause]:
    for what, types in wanted.items():
        found = [each for each in events if isinstance(each.data, types)]
        if found:
            yield what, found[-1]


def _check_ins(events: Iterable[Recorded[Event]], counting: Collection[str]) -> Iterator[NamedCause]:
    for event in events:
        data: Any = event.data
        if getattr(data, "check_in", None) in counting:
            match data:
                case ProgressUpdated():
                    yield "checked in", event
                case CheckInCorrected():
                    yield "corrected", event
                case CheckInAcknowledged():
                    yield "acknowledged", event


def _aligns(data: Event) -> bool:
    return isinstance(data, ObjectiveAligned)


def _ordered(told: Iterable[NamedCause]) -> list[NamedCause]:
    return sorted(told, key=lambda each: each[1].position)
