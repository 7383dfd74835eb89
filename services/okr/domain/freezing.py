"""What an ended quarter came to, as digests (SHA-256, hexadecimal), and what has changed where they differ.

Over the *events*: one line for each event of the quarter's objectives, in log order, with its id and the digest of its
bytes as they stand in the log. What is sealed there stays so, and a person who is forgotten changes no byte of it.
Over the *results*: JSON with sorted keys and without blanks; progress as a fraction, scores as they were written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

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


@dataclass(slots=True)
class QuarterLines:
    """Takes the records of a log, in order, and keeps the events of one quarter's objectives."""

    quarter: str
    lines: list[Line] = field(default_factory=list)
    aggregates: set[str] = field(default_factory=set)

    def take(self, record: Record) -> None:
        """One record more; what belongs to no objective of the quarter is left out."""
        position, payload = record
        label = label_of(payload)
        # A private objective is no part of what a quarter came to, for whoever sees that would know of it.
        if label is None or label.aggregate.startswith("private/"):
            return
        if label.type.startswith((_DRAFTED, _MOVED)):
            self._belongs(record, label.aggregate)
        if label.aggregate in self.aggregates:
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
            self.aggregates.add(aggregate)
        elif aggregate in self.aggregates:
            self.aggregates.remove(aggregate)
            self.lines = [line for line in self.lines if line.aggregate != aggregate]


def events_digest(lines: Iterable[Line]) -> str:
    """The digest over these events, in log order."""
    whole = sha256()
    for line in lines:
        whole.update(line.text)
    return whole.hexdigest()


def parts(lines: Iterable[Line]) -> dict[str, str]:
    """A shorter digest over the events of the objectives in each part, so that a difference can be traced to a few."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.part, []).append(line)
    return {part: events_digest(found[part])[:_PART_DIGITS] for part in sorted(found)}


def results_digest(results: Sequence[Mapping[str, object]]) -> str:
    """The digest over what objectives came to."""
    text = json.dumps(results, default=_exact, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()


def suspects(lines: Sequence[Line], frozen: Mapping[str, str]) -> list[str]:
    """Sentences about events that are not those that were frozen: by their parts, and by what is odd about them.

    A part is of all the objectives that share it: where it differs, each of them is named unless an event gives itself
    away, by a version out of turn or an id that its command doesn't make.
    """
    now = parts(lines)
    different = sorted(part for part in now.keys() | frozen.keys() if now.get(part) != frozen.get(part))
    found: list[str] = []
    for part in different:
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
