"""What has moved between two instants: the same goals twice, and the events in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from shared.events import Event, Recorded

Kind = Literal["objective", "key result"]

SHOWN = 20
"""How many events are named of each thing that moved; the others are counted."""

_FIGURES = frozenset({"progress", "score", "confidence", "value"})


@dataclass(slots=True)
class Standing:
    """A goal at one instant: its figures by name. `made_of` are the ids of what it is made of."""

    id: str
    number: str
    title: str
    kind: Kind
    objective: str
    figures: Mapping[str, Any]
    made_of: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was `before` and is `after`; `moved` is the difference where both are numbers (progress in points)."""

    what: str
    before: Any
    after: Any
    moved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """An event in between that concerns the goal, or what it is made of."""

    event: str
    position: int
    type: str
    by: str
    time: datetime
    recorded: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A goal that isn't what it was: `kind_of_change` is changed, added or dropped.

    `movers` are the latest of the `events` in between, `by` everybody who made any of them. Where there was none, time
    has moved it: it became stale, or what is due has grown.
    """

    id: str
    number: str
    title: str
    kind: Kind
    kind_of_change: Literal["changed", "added", "dropped"]
    changes: tuple[Change, ...]
    by: tuple[str, ...]
    events: int
    movers: tuple[Mover, ...]


def moved(
    before: Mapping[str, Standing], after: Mapping[str, Standing], between: Iterable[Recorded[Event]]
) -> list[Moved]:
    """Every goal that has moved, in the order of `after`; what was dropped comes last."""
    events: dict[str, list[Recorded[Event]]] = {}
    for event in between:
        concerned = getattr(event.data, "key_result", None) if not _of_objective(event) else None
        events.setdefault(concerned or event.aggregate_id, []).append(event)
    found = []
    for id_, now in after.items():
        then = before.get(id_)
        changes = _changes({} if then is None else then.figures, now.figures)
        if then is None or changes:
            found.append(_told(now, "added" if then is None else "changed", changes, events, after))
    for id_, then in before.items():
        if id_ not in after:
            found.append(_told(then, "dropped", (), events, before))
    return found


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    return tuple(
        Change(what=what, before=before.get(what), after=value, moved=_difference(what, before.get(what), value))
        for what, value in after.items()
        if before.get(what) != value
    )


def _difference(what: str, before: Any, after: Any) -> str | None:
    if what not in _FIGURES or not isinstance(before, int | Decimal) or not isinstance(after, int | Decimal):
        return None
    return f"{after - before:+}"


def _told(
    goal: Standing,
    kind_of_change: Literal["changed", "added", "dropped"],
    changes: tuple[Change, ...],
    events: Mapping[str, list[Recorded[Event]]],
    goals: Mapping[str, Standing],
) -> Moved:
    concerned = {event.position: event for id_ in _with_parts(goal, goals) for event in events.get(id_, ())}
    ordered = [concerned[position] for position in sorted(concerned)]
    return Moved(
        id=goal.id,
        number=goal.number,
        title=goal.title,
        kind=goal.kind,
        kind_of_change=kind_of_change,
        changes=changes,
        by=tuple(dict.fromkeys(event.actor for event in ordered)),
        events=len(ordered),
        movers=tuple(
            Mover(
                event=event.id,
                position=event.position,
                type=event.type,
                by=event.actor,
                time=event.time,
                recorded=event.recorded,
            )
            for event in ordered[-SHOWN:]
        ),
    )


def _with_parts(goal: Standing, goals: Mapping[str, Standing]) -> Iterable[str]:
    """The goal's id, and those of all that it is made of, however deep."""
    ahead, seen = [goal.id], set()
    while ahead:
        id_ = ahead.pop()
        if id_ not in seen:
            seen.add(id_)
            yield id_
            ahead += goals[id_].made_of if id_ in goals else ()


def _of_objective(event: Recorded[Event]) -> bool:
    """Whether the event is about an objective, also where it names a key result that this one serves."""
    return event.type.startswith("okr.objective-")
