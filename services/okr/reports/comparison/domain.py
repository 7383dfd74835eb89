"""What has moved between two instants: the same goals twice, and the events in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from heapq import nlargest
from sys import intern
from typing import Any, Literal

from shared.events import Event, Recorded

Kind = Literal["objective", "key result"]

SHOWN = 20
"""How many events are named of each thing that moved; the others are counted."""

_FIGURES = frozenset({"progress", "score", "confidence", "value"})


@dataclass(slots=True)
class GoalAt:
    """A goal at one instant: its figures by name. `made_of` are the ids of what it is made of."""

    id: str
    number: str
    title: str
    kind: Kind
    objective: str
    figures: Mapping[str, Any]
    made_of: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
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
    changes: tuple[Difference, ...]
    by: tuple[str, ...]
    events: int
    movers: tuple[Mover, ...]


@dataclass(slots=True)
class _Concerning:
    """What is kept of the events that concern one thing: how many, the latest ones, and who made the first when."""

    events: int = 0
    latest: deque[Mover] = field(default_factory=lambda: deque(maxlen=SHOWN))
    by: dict[str, int] = field(default_factory=dict)


class Between:
    """The events in between, told some at a time in the log's order; not kept, but for what is shown of them."""

    def __init__(self) -> None:
        self.events = 0
        """How many were told."""
        self._concerning: dict[str, _Concerning] = {}

    def take(self, events: Iterable[Recorded[Event]]) -> None:
        """The next ones."""
        for event in events:
            self.events += 1
            concerned = getattr(event.data, "key_result", None) if not _of_objective(event) else None
            one = self._concerning.setdefault(concerned or event.aggregate_id, _Concerning())
            one.events += 1
            one.by.setdefault(event.actor, event.position)
            one.latest.append(_mover(event))

    def told(self, ids: Iterable[str]) -> tuple[int, tuple[str, ...], tuple[Mover, ...]]:
        """How many concern any of these, who made them, the first one first, and the latest of them."""
        found = [self._concerning[id_] for id_ in ids if id_ in self._concerning]
        first: dict[str, int] = {}
        for one in found:
            for actor, position in one.by.items():
                first[actor] = min(position, first.get(actor, position))
        latest = nlargest(SHOWN, (mover for one in found for mover in one.latest), key=_position)
        return sum(one.events for one in found), tuple(sorted(first, key=first.__getitem__)), tuple(reversed(latest))


def moved(before: Mapping[str, GoalAt], after: Mapping[str, GoalAt], between: Between) -> Iterator[Moved]:
    """Every goal that has moved, in the order of `after`; what was dropped comes last."""
    for id_, now in after.items():
        then = before.get(id_)
        changes = _changes({} if then is None else then.figures, now.figures)
        if then is None or changes:
            yield _told(now, "added" if then is None else "changed", changes, between, after)
    for id_, then in before.items():
        if id_ not in after:
            yield _told(then, "dropped", (), between, before)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    return tuple(
        Difference(what=what, before=before.get(what), after=value, moved=_difference(what, before.get(what), value))
        for what, value in after.items()
        if before.get(what) != value
    )


def _difference(what: str, before: Any, after: Any) -> str | None:
    if what not in _FIGURES or not isinstance(before, int | Decimal) or not isinstance(after, int | Decimal):
        return None
    return f"{after - before:+}"


def _told(
    goal: GoalAt,
    kind_of_change: Literal["changed", "added", "dropped"],
    changes: tuple[Difference, ...],
    between: Between,
    goals: Mapping[str, GoalAt],
) -> Moved:
    events, by, movers = between.told(_with_parts(goal, goals))
    return Moved(
        id=goal.id,
        number=goal.number,
        title=goal.title,
        kind=goal.kind,
        kind_of_change=kind_of_change,
        changes=changes,
        by=by,
        events=events,
        movers=movers,
    )


def _mover(event: Recorded[Event]) -> Mover:
    return Mover(
        event=event.id,
        position=event.position,
        # The same few words again and again, and mostly one moment: each is kept once.
        type=intern(event.type),
        by=intern(event.actor),
        time=event.time,
        recorded=event.time if event.recorded == event.time else event.recorded,
    )


def _position(mover: Mover) -> int:
    return mover.position


def _with_parts(goal: GoalAt, goals: Mapping[str, GoalAt]) -> Iterable[str]:
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
