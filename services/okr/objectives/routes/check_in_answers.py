"""What is told of a check-in: what it says by now, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping

from shared.sealing import Sealer

_WORDS = ("comment", "blocker", "next_step", "help_wanted")


@dataclass(frozen=True, slots=True)
class CorrectedOrRetracted:
    """A correction or the retraction: who, when and why, and the figures that the check-in had until then."""

    what: str
    at: datetime
    by: str
    reason: str | None
    value: Decimal | None
    zone: str | None
    reached: tuple[str, ...] | None
    confidence: int | None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A check-in: `time` is when it was so, `recorded` when it was told; `changes` begin with the oldest.

    `acknowledged` is when its reviewer, `acknowledged_by`, had read it.
    """

    id: str
    key_result: str
    value: Decimal | None
    zone: str | None
    reached: tuple[str, ...] | None
    confidence: int | None
    comment: str | None
    blocker: str | None
    next_step: str | None
    help_wanted: str | None
    by: str
    time: datetime
    recorded: datetime
    retracted: bool
    acknowledged: datetime | None
    acknowledged_by: str | None
    changes: list[CorrectedOrRetracted]


async def shown(sealer: Sealer, rows: Sequence[RowMapping]) -> list[CheckIn]:
    """The check-ins of these rows, their words opened."""
    sealed: list[str | None] = []
    for row in rows:
        sealed += [row[name] for name in _WORDS]
        sealed += [change["reason"] for change in row["changes"] or ()]
    opened = iter(await sealer.open_all(sealed))
    return [_check_in(row, opened) for row in rows]


def _check_in(row: RowMapping, opened: Iterator[str | None]) -> CheckIn:
    words = {name: next(opened) for name in _WORDS}
    return CheckIn(
        id=row["check_in"],
        key_result=row["key_result"],
        value=row["value"],
        zone=row["zone"],
        reached=_names(row["reached"]),
        confidence=row["confidence"],
        by=row["by"],
        time=row["time"],
        recorded=row["recorded"],
        retracted=row["retracted"] is not None,
        acknowledged=row["acknowledged"],
        acknowledged_by=row["acknowledged_by"],
        changes=[_change(change, next(opened)) for change in row["changes"] or ()],
        **words,
    )


def _change(change: dict[str, Any], reason: str | None) -> CorrectedOrRetracted:
    value = change["value"]
    return CorrectedOrRetracted(
        what=change["what"],
        at=datetime.fromisoformat(change["at"]),
        by=change["by"],
        reason=reason,
        value=None if value is None else Decimal(value),
        zone=change["zone"],
        reached=_names(change["reached"]),
        confidence=change["confidence"],
    )


def _names(reached: list[str] | None) -> tuple[str, ...] | None:
    return None if reached is None else tuple(reached)
