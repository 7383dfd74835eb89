"""The answers to the months' question, as far as they may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, Connection, String, Table, select

from services.pairing.domain.pulse import MOST
from shared.events import PulseAnswered, Recorded
from shared.projection import Rows, View, handles, metadata

FEWEST = 5
"""So many answers are shown at once, and no fewer: what two looks differ by is never a single answer."""


class Pulses(View):
    """One row per month: how often each answer from 1 to 5 was given, and the latest up to four, not counted yet."""

    private = True
    table = Table(
        "pairing_pulses",
        metadata,
        Column("month", String, primary_key=True),
        Column("counts", JSON, nullable=False),
        Column("waiting", JSON, nullable=False),
    )

    @handles(PulseAnswered)
    def answered(self, rows: Rows, event: Recorded[PulseAnswered]) -> None:
        """One more; the fifth brings the four that waited with it."""
        month = event.data.month
        row = rows.get(month) or {"counts": [0] * MOST, "waiting": []}
        waiting, counts = [*row["waiting"], event.data.answer], list(row["counts"])
        if len(waiting) == FEWEST:
            for answer in waiting:
                counts[answer - 1] += 1
            waiting = []
        rows[month] = {"counts": counts, "waiting": waiting}


@dataclass(frozen=True, slots=True)
class MonthlyPulse:
    """A month's answers: how many said 1, 2, 3, 4, 5."""

    month: str
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        """How many are counted, always a multiple of five."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """Their mean, to two places."""
        return round(sum(answer * count for answer, count in enumerate(self.counts, start=1)) / self.answers, 2)

    def told(self) -> dict[str, Any]:
        """The figures by name."""
        return {"month": self.month, "answers": self.answers, "mean": self.mean, "counts": self.counts}


def shown(connection: Connection) -> list[MonthlyPulse]:
    """The months with five answers or more, the latest first."""
    table = Pulses.table.c
    rows = connection.execute(select(table.month, table.counts).order_by(table.month.desc()))
    return [MonthlyPulse(month, tuple(counts)) for month, counts in rows if any(counts)]
