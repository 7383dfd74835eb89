"""The answers to the months' question, as far as they may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, Connection, String, Table, select

from services.pairing.voices.domain.pulse import FEWEST, MOST
from shared.events import PulseAnswered, PulsesGathered, Recorded, Sealed
from shared.projection import Row, Rows, View, handles, metadata


class Pulses(View):
    """One row per month: how often each answer from 1 to 5 was given, and fives that are sealed, each as it came.

    Of answers that older versions wrote one by one the latest up to four wait until more come: what two looks differ
    by is never a single answer.
    """

    private = True
    version = 2
    table = Table(
        "pairing_pulses",
        metadata,
        Column("month", String, primary_key=True),
        Column("counts", JSON, nullable=False),
        Column("waiting", JSON, nullable=False),
        Column("sealed", JSON, nullable=False),
    )

    @handles(PulseAnswered)
    def answered(self, rows: Rows, event: Recorded[PulseAnswered]) -> None:
        """One more; the fifth brings the four that waited with it."""
        row = self._row(rows, event.data.month)
        waiting = [*row["waiting"], event.data.answer]
        rows[event.data.month] = {**row, "waiting": waiting} if len(waiting) < FEWEST else _with(row, waiting)

    @handles(PulsesGathered)
    def gathered(self, rows: Rows, event: Recorded[PulsesGathered]) -> None:
        """Five more, and the ones that waited with them."""
        row = self._row(rows, event.data.month)
        row = _with(row, row["waiting"])
        rows[event.data.month] = {**row, "sealed": [*row["sealed"], event.data.answers]}

    def _row(self, rows: Rows, month: str) -> Row:
        return dict(rows.get(month) or {"counts": [0] * MOST, "waiting": [], "sealed": []})


def _with(row: Row, answers: list[int]) -> Row:
    counts = list(row["counts"])
    for answer in answers:
        counts[answer - 1] += 1
    return {**row, "counts": counts, "waiting": []}


@dataclass(frozen=True, slots=True)
class MonthlyPulse:
    """A month's answers, five at least: how many said 1, 2, 3, 4, 5."""

    month: str
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        """How many are counted."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """Their mean, to two places."""
        return round(sum(answer * count for answer, count in enumerate(self.counts, start=1)) / self.answers, 2)

    def told(self) -> dict[str, Any]:
        """The figures by name."""
        return {"month": self.month, "answers": self.answers, "mean": self.mean, "counts": self.counts}


@dataclass(frozen=True, slots=True)
class KeptPulse:
    """A month's answers as they are kept: what is counted, and what must be opened first."""

    month: str
    counts: tuple[int, ...]
    sealed: tuple[Sealed, ...]

    def with_opened(self, opened: Iterable[Sequence[int]]) -> MonthlyPulse:
        """All of them counted."""
        each = zip(*(self.counts, *opened), strict=True)
        return MonthlyPulse(self.month, tuple(map(sum, each)))


def kept(connection: Connection) -> list[KeptPulse]:
    """The months with five answers or more, the latest first."""
    table = Pulses.table.c
    rows = connection.execute(select(table.month, table.counts, table.sealed).order_by(table.month.desc()))
    found = [KeptPulse(month, tuple(counts), tuple(map(Sealed, sealed))) for month, counts, sealed in rows]
    return [each for each in found if any(each.counts) or each.sealed]
