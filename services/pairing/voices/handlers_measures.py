"""Use case: how a quarter's buddy groups are doing as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from services.pairing.goals.views import quarters
from services.pairing.groups.domain import weeks
from services.pairing.groups.views import groups, meetings
from services.pairing.measuring import Measures, PastGroup, measure
from services.pairing.members.views import pool
from services.pairing.rotations.views import rotations, stays
from services.pairing.rotations.views.stays import Company
from services.pairing.runtime.command_context import CommandContext
from shared.events import NotFound, iso_week, monday_of
from shared.projection import Row
from shared.runtime import Runtime


@dataclass(frozen=True, slots=True)
class QuarterMeasures:
    """The measures of a quarter's last rotation; `least_repeats` is what no draw of it could be below, if proved.

    Figures about meetings count the weeks before the day `settled`, which nobody can report any more. So all groups'
    reports of a week come into them at one moment, and whoever looks before and after somebody reports sees nothing.
    """

    quarter: str
    measures: Measures
    least_repeats: int | None
    settled: date

    def told(self) -> dict[str, Any]:
        """The figures by name; fractions as decimal numbers of three places."""
        measures = self.measures
        plain = ("people", "groups", "coverage", "repeats", "smallest_gap", "reach_median", "reach_least")
        parts = ("gini", "centralisation", "ei_index", "adherence")
        fractions = {name: getattr(measures, name) for name in parts}
        return (
            {"quarter": self.quarter, "too_few": measures.too_few_groups, "settled": self.settled}
            | {name: getattr(measures, name) for name in plain}
            | {"least_repeats": self.least_repeats}
            | {name: None if value is None else round(float(value), 3) for name, value in fractions.items()}
        )


class MeasureHandlers:
    """What everybody may know of all groups together."""

    def __init__(self, runtime: Runtime, context: CommandContext) -> None:
        self._runtime, self._context = runtime, context

    async def of_quarter(self, now: datetime, quarter: str | None = None) -> QuarterMeasures:
        """The measures of a quarter (its label or id), by default of the one whose groups were formed last.

        Raises NotFound for a quarter that nobody knows, or that has no groups.
        """
        size, today = (await self._context.programme()).group_size, await self._context.day(now)

        def read() -> QuarterMeasures:
            with self._runtime.store.read() as connection:
                return _measured(connection, quarter, size, today)

        return await asyncio.to_thread(read)


def _measured(connection: Connection, quarter: str | None, size: int, today: date) -> QuarterMeasures:
    every = sorted(groups.chosen(connection), key=lambda row: (row["formed"], row["number"]))
    label = _label(connection, quarter, every)
    last = [row for row in every if row["label"] == label][-1]
    now = [row for row in every if row["rotation"] == last["rotation"]]
    # By its first group, as a draw counts it too.
    earlier = every[: every.index(now[0])]
    before = [row for row in earlier if row["rotation"] != last["rotation"]]
    drawn = rotations.find(connection, last["rotation"])
    settled = weeks.settled(today)
    met = meetings.counted_before(connection, iso_week(settled))
    past = _as_they_were(connection, before, met, settled)
    here = [_past(row, met) for row in now]
    measures = measure(here, past, _functions(connection), size, settled)
    least = drawn["least_repeats"] if drawn is not None and not measures.too_few else None
    return QuarterMeasures(label, measures, least, settled)


def _label(connection: Connection, quarter: str | None, every: Sequence[Row]) -> str:
    if quarter is None:
        if not every:
            raise NotFound("there are no buddy groups yet; they are drawn when a quarter ends")
        return str(every[-1]["label"])
    known = quarters.find(connection, quarter)
    label = str(known["label"]) if known is not None else quarter
    if any(row["label"] == label for row in every):
        return label
    if known is not None:
        raise NotFound(f"{label} has no buddy groups; they are drawn when the quarter before it ends")
    raise NotFound(f"there is no quarter {quarter!r}; name it by its label, such as 2026-Q3, or by its id")


def _as_they_were(
    connection: Connection, rows: Sequence[Row], met: Mapping[str, int], settled: date
) -> list[PastGroup]:
    """Former groups with whoever sat in them, also those who moved out: one for each time that the people changed."""
    changed = stays.changed_groups(connection)
    found = []
    for row in rows:
        if row["group"] not in changed:
            found.append(_past(row, met))
            continue
        mondays = [monday_of(week) for week in meetings.weeks_of(connection, row["group"])]
        for company in stays.companies(changed[row["group"]]):
            weeks_met = sum(monday < settled and _within(monday, company) for monday in mondays)
            found.append(replace(_past(row, met), members=company.members, weeks_met=weeks_met))
    return found


def _within(monday: date, company: Company) -> bool:
    """Whether some day of the week lies within the time of these people."""
    began = company.since.date() <= monday + timedelta(days=6)
    return began and (company.until is None or monday <= company.until.date())


def _past(row: Row, met: Mapping[str, int]) -> PastGroup:
    return PastGroup(
        members=tuple(row["members"]),
        rotation=row["rotation"],
        weeks_met=met.get(row["group"], 0),
        formed_on=row["formed_on"],
        dissolved_on=row["dissolved_on"],
        every_weeks=row["every_weeks"],
    )


def _functions(connection: Connection) -> dict[str, str]:
    """Everybody's function, also of who has left; one spelling of each, whatever the case."""
    spelled: dict[str, str] = {}
    return {
        person: spelled.setdefault(function.casefold(), function)
        for person, function in pool.function_of_each(connection)
    }
