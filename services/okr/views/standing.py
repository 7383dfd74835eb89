"""What a board is made of: where objectives and key results stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardKeyResult:
    """A key result and where it stands. `progress` is raw, in whole percent; None means it was never checked in.

    `measure` says in full how it is measured; `baseline`, `target`, `unit` and `zones` are what some kinds have of it.
    `zones` says in words what reaching commit, target and stretch means, where the key result is measured by zones.
    """

    id: str
    number: str
    objective: str
    title: str
    owner: str | None
    kind: str
    measure: dict[str, Any]
    baseline: Decimal | None
    target: Decimal | None
    unit: str | None
    zones: dict[str, str | None] | None
    value: Decimal | None
    zone: str | None
    reached: tuple[str, ...] | None
    progress: int | None
    confidence: int | None
    check_in: str | None
    checked_in_at: datetime | None
    check_ins: int
    dropped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardObjective:
    """An objective with its living key results, in the order in which they were added.

    `progress` is the equal mean of their clamped progress in whole percent, `confidence` the lowest of theirs: an
    objective is as sure as its least sure key result. Both are None where nothing was ever checked in.
    """

    id: str
    number: str
    title: str
    quarter: str | None
    quarter_label: str | None
    team: str | None
    owner: str | None
    status: str
    result: str | None
    progress: int | None
    confidence: int | None
    key_results: tuple[BoardKeyResult, ...]
