"""The short ids that people type (`O-8`, `KR-47`, `P-3`, `G-2`), for a subscriber: no event holds them.

Which number a thing has is known only once it stands in the log, among all others of its kind: the first objective that
was drafted is O-1. So whoever hears all of a kind's events counts as the services do; whoever began later continues
from what another one counted (`tomoni events numbers`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from .base import Event
from .envelope import Recorded
from .okr import KeyResultAdded, ObjectiveDrafted, PersonJoined
from .pairing import GroupFormed, RotationDrafted
from .practice import ExperimentStarted
from .win_sessions import WinSessionScheduled

_Named = Callable[[Recorded[Any]], str]


def _aggregate(event: Recorded[Any]) -> str:
    return event.aggregate_id


_NUMBERED: Mapping[type[Event], tuple[str, _Named]] = {
    ObjectiveDrafted: ("O", _aggregate),
    KeyResultAdded: ("KR", lambda event: event.data.key_result),
    PersonJoined: ("P", _aggregate),
    ExperimentStarted: ("E", _aggregate),
    WinSessionScheduled: ("W", lambda event: event.data.session),
    RotationDrafted: ("R", _aggregate),
    GroupFormed: ("G", _aggregate),
}
"""By the event that a thing begins with: the letters before its number, and its long id."""

BEGINNINGS = tuple(_NUMBERED)
"""The events that somebody who counts must hear."""


class _Saved(msgspec.Struct, frozen=True):
    position: int
    numbers: dict[str, list[str]]


class Numbers:
    """Counts what it hears: every event of a kind must be, in the log's order; an event that comes again is known.

    To have the numbers of objectives and key results, hear `okr.objective.*` from the first event on; of people
    `okr.person.*`, of groups `pairing.group.*`. `position` is up to where another one had counted, 0 for none.
    """

    def __init__(self, saved: bytes | str | None = None) -> None:
        """Begin with nothing, or continue from what `saved` or `tomoni events numbers` gave. Raises ValueError."""
        former = _Saved(0, {}) if saved is None else msgspec.json.decode(saved, type=_Saved)
        self.position = former.position
        self._next: dict[str, int] = {}
        self._numbers: dict[str, str] = {}
        for letters, ids in former.numbers.items():
            for id_ in ids:
                self._count(letters, id_)

    def hear(self, event: Recorded[Event]) -> str | None:
        """The number of the thing that begins with this event; None for every event that none begins with."""
        begins = _NUMBERED.get(type(event.data))
        if begins is None or event.aggregate.startswith("private/"):
            # What is confidential has no number.
            return None
        letters, named = begins
        return self._numbers.get(named(event)) or self._count(letters, named(event))

    def of(self, id_: str) -> str | None:
        """What people call the objective, key result, person, group … of this long id; None where none was heard of."""
        return self._numbers.get(id_)

    def saved(self, position: int | None = None) -> bytes:
        """All of it as JSON, to go on from another time: `position` says up to where was heard."""
        numbers: dict[str, list[str]] = {}
        for id_, number in self._numbers.items():
            numbers.setdefault(number.rpartition("-")[0], []).append(id_)
        return msgspec.json.encode(_Saved(self.position if position is None else position, numbers))

    def _count(self, letters: str, id_: str) -> str:
        self._next[letters] = self._next.get(letters, 0) + 1
        self._numbers[id_] = f"{letters}-{self._next[letters]}"
        return self._numbers[id_]
