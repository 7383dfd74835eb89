"""What an ended quarter came to, as digests (SHA-256, hexadecimal), and what has changed where they differ.

Over the *events*: one line for each event of the quarter's objectives, in log order, with its id and the digest of its
bytes as they stand in the log. What is sealed there stays so, and a person who is forgotten changes no byte of it.
Over the *results*: JSON with sorted keys and without blanks; progress as a fraction, scores as they were written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Generic, Protocol, TypeVar

from shared.events import (
    BrokenEvent,
    ObjectiveDrafted,
    ObjectiveMoved,
    UnknownEvent,
    decode,
    elder_event_id,
    event_id,
    label_of,
)

Record = tuple[int, bytes]

_DRAFTED, _MOVED = "okr.objective-drafted.", "okr.objective-moved."
_PART = 2
_PART_DIGITS = 16
_MOST_IN_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """An event of one of the quarter's objectives, as a digest takes it."""

    position: int
    event: str
    aggregate: str
    version: int
    payload: bytes

    @property
    def text(self) -> bytes:
        """The event's id and the digest of its bytes, on a line of its own."""
        return f"{self.event} {sha256(self.payload).hexdigest()}\n".encode()

    @property
    def part(self) -> str:
        """The part of the digests that its objective belongs to: one of 256."""
        return sha256(self.aggregate.encode()).hexdigest()[:_PART]


class Digested(Protocol):
    """What a digest takes of an event: the part that it belongs to, and its line."""

    @property
    def part(self) -> str:
        """The part of the digests that the event's objective belongs to."""

    @property
    def text(self) -> bytes:
        """The event's id and the digest of its bytes."""


class Keeper(Protocol):
    """Keeps lines in the order in which they come."""

    def append(self, line: Line, /) -> None:
        """One line more."""

    def leave_out(self, aggregate: str) -> None:
        """Keep nothing of this objective so far."""


class Listed(list[Line]):
    """Keeps them in memory, whole; with `only` those of these parts."""

    def __init__(self, only: Collection[str] | None = None) -> None:
        super().__init__()
        self._only = only

    def append(self, line: Line, /) -> None:
        """One line more, where it is wanted."""
        if self._only is None or line.part in self._only:
            super().append(line)

    def leave_out(self, aggregate: str) -> None:
        """Keep nothing of this objective so far."""
        self[:] = [line for line in self if line.aggregate != aggregate]


K = TypeVar("K", bound=Keeper)


class QuarterLines(Generic[K]):
    """Takes the records of a log, in order, and gives the events of one quarter's objectives to a keeper."""

    def __init__(self, quarter: str, lines: K) -> None:
        self.quarter, self.lines = quarter, lines
        self._aggregates: set[str] = set()

    def take(self, record: Record) -> None:
        """One record more; what belongs to no objective of the quarter is left out."""
        position, payload = record
        label = label_of(payload)
        # A private objective is no part of what a quarter came to, for whoever sees that would know of it.
        if label is None or label.aggregate.startswith("private/"):
            return
        if label.type.startswith((_DRAFTED, _MOVED)):
            self._belongs(record, label.aggregate)
        if label.aggregate in self._aggregates:
            self.lines.append(Line(position, label.id, label.aggregate, label.version, payload))

    def _belongs(self, record: Record, aggregate: str) -> None:
        """An objective that came from another quarter counts from then on; of one that went away nothing is kept."""
        try:
            data = decode(*record).data
        except (UnknownEvent, BrokenEvent):
            return
        if not isinstance(data, ObjectiveDrafted | ObjectiveMoved):
            return
        if data.quarter == self.quarter:
            self._aggregates.add(aggregate)
        elif aggregate in self._aggregates:
            self._aggregates.remove(aggregate)
            self.lines.leave_out(aggregate)


def digests(lines: Iterable[Digested]) -> tuple[str, dict[str, str]]:
    """The digest over these events, in log order; and a shorter one over those of the objectives in each part.

    By the parts a difference can be traced to a few objectives.
    """
    whole = sha256()
    found: dict[str, Any] = {}
    for line in lines:
        text, part = line.text, line.part
        whole.update(text)
        if part not in found:
            found[part] = sha256()
        found[part].update(text)
    return whole.hexdigest(), {part: found[part].hexdigest()[:_PART_DIGITS] for part in sorted(found)}


def results_digest(results: Sequence[Mapping[str, object]]) -> str:
    """The digest over what objectives came to."""
    text = json.dumps(results, default=_exact, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()


def changed_parts(now: Mapping[str, str], frozen: Mapping[str, str]) -> list[str]:
    """The parts whose digests differ."""
    return sorted(part for part in now.keys() | frozen.keys() if now.get(part) != frozen.get(part))


def suspects(lines: Sequence[Line], changed: Sequence[str]) -> list[str]:
    """Sentences about events that are not those that were frozen: by changed parts, and by what is odd about them.

    A part is of all the objectives that share it: where it differs, each of them is named unless an event gives itself
    away, by a version out of turn or an id that its command doesn't make.
    """
    found: list[str] = []
    for part in changed:
        own = [line for line in lines if line.part == part]
        odd = _odd(own)
        found += odd
        if not odd and own:
            names = ", ".join(sorted({line.aggregate for line in own}))
            found.append(f"an event of {names} is another one, or gone")
        if not own:
            found.append("the events of an objective are gone from the log")
    return found


def _odd(lines: Sequence[Line]) -> list[str]:
    found: list[str] = []
    versions: dict[str, int] = {}
    for line in lines:
        where = f"the event at position {line.position} ({line.event} of {line.aggregate})"
        expected = versions.get(line.aggregate, 0) + 1
        if expected == 1 and _came_from_elsewhere(line):
            expected = line.version
        versions[line.aggregate] = line.version
        if line.version != expected:
            found.append(f"{where} is version {line.version} where {expected} should stand")
        elif not _made_here(line):
            found.append(f"{where} is foreign: its id is none that its command makes")
    return found


def _came_from_elsewhere(line: Line) -> bool:
    label = label_of(line.payload)
    return label is not None and label.type.startswith(_MOVED)


def _made_here(line: Line) -> bool:
    try:
        command = decode(line.position, line.payload).causation
        return any(
            line.event in (event_id(command, line.aggregate, index), elder_event_id(command, index))
            for index in range(_MOST_IN_BATCH)
        )
    except (UnknownEvent, BrokenEvent, ValueError):
        return False


def _exact(value: object) -> str:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in a digest")
