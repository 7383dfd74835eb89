"""What an answer to "why?" holds: a figure's sum with the numbers in it, its parts, and the events it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """An event that a figure comes from, and what it did. `reason` is sealed until it is shown."""

    what: str
    event: str
    position: int
    by: str
    time: datetime
    recorded: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceTold:
    """How far behind what is due on the day. `gap` in percentage points, above 0 where it is behind."""

    expected: int
    gap: str
    pace: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartExplained:
    """A part of a figure: its number, its own progress, and the part in percent that it counts by, where it does.

    `dropped` is a key result that was dropped after it was linked; the rule says whether it counts.
    """

    id: str
    number: str
    what: str
    progress: int | None
    share: str | None = None
    health: str | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultExplained:
    """A key result's figures with what made them. `rule` is the sum with the numbers in it, `health_rule` the same.

    `remarks` say what about it would be otherwise under another rule book than `rules`, a sentence each.
    `exact` is the raw progress as a fraction; the figures besides are the board's.
    """

    id: str
    number: str
    title: str
    objective: str
    on: date
    rules: str
    measure: dict[str, Any]
    progress: int | None
    exact: str | None
    made_of: str | None
    rule: str
    remarks: tuple[str, ...]
    items: tuple[PartExplained, ...]
    otherwise: int | None
    drift: int | None
    confidence: int | None
    confidence_says: str | None
    pace: PaceTold | None
    said_at: datetime | None
    silent_days: int | None
    stale_days: int
    health: str | None
    health_rule: str
    counting: tuple[str, ...]
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveExplained:
    """An objective's figures with what made them, as for a key result; its score where it has one."""

    id: str
    number: str
    title: str
    on: date
    rules: str
    source: str
    contribution: str
    progress: int | None
    exact: str | None
    rule: str
    items: tuple[PartExplained, ...]
    confidence: int | None
    health: str | None
    health_rule: str
    score: str | None
    proposed: str | None
    score_rule: str
    causes: tuple[Cause, ...] = ()
