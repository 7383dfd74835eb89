"""Import of buddy groups and their meetings from another system's CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from shared.eventlog import KeyReused, TooLarge
from shared.events import Invalid, Refused
from shared.importing import Columns, Table, Undrawn

if TYPE_CHECKING:
    from services.pairing.service import Pairing
    from shared.importing import History, Place, Reading, Report, Row

COLUMNS: dict[str, Columns] = {
    "buddy_groups": Columns(("group", "quarter", "person")),
    "buddy_meetings": Columns(("group", "week")),
}
"""By table what it may hold."""


@dataclass(frozen=True, slots=True)
class PairingTables:
    """``buddy_groups`` (one row per member) and ``buddy_meetings``; one that isn't there has no rows."""

    members: Table
    meetings: Table

    def __iter__(self) -> Iterator[Table]:
        return iter((self.members, self.meetings))


def read_pairing_tables(place: Place, reading: Reading) -> PairingTables:
    """Both tables. Raises BadTable."""
    return PairingTables(*(place.table(name, columns, reading) for name, columns in COLUMNS.items()))


async def import_pairing(
    pairing: Pairing,
    tables: PairingTables,
    people: dict[str, str],
    starts: Callable[[str], date],
    history: History,
    report: Report,
    step: Callable[[], None],
    *,
    rehearsal: bool = False,
) -> None:
    """Import groups, then meetings; in a rehearsal only their rows are checked.

    `people` gives ids by the other system's keys, `starts` a quarter's first day. The groups of all quarters but the
    last are over when the next quarter that has groups begins.
    """
    report.open(tables)
    groups = _by_group(tables.members.rows)
    first_days = _first_days(tables.members.rows, starts)
    known: dict[str, str] = {}
    for key, rows in groups.items():
        try:
            ident, events = await _group(pairing, key, rows, people, first_days, history, rehearsal=rehearsal)
        except (Refused, KeyReused, TooLarge) as refused:
            for row in rows:
                report.reject(row, str(refused))
                step()
            continue
        known[key] = ident
        for index, row in enumerate(rows):
            report.take(row, 0 if index else events)
            step()
    for row in tables.meetings.rows:
        try:
            events = 0 if rehearsal and _group_of(row, known) else await _meeting(pairing, row, known, history)
        except (Refused, KeyReused, TooLarge) as refused:
            report.reject(row, str(refused))
        else:
            report.take(row, events)
        step()


async def undrawn(pairing: Pairing) -> Undrawn:
    """The functions that people here have and the programme doesn't draw."""
    return Undrawn(await pairing.programmes.left_out(), (await pairing.context.programme()).functions)


def _by_group(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.values.get("group", ""), []).append(row)
    return groups


def _first_days(rows: Iterable[Row], starts: Callable[[str], date]) -> dict[str, date]:
    """The first day of each quarter that the rows name; one whose days nobody knows is left out."""
    days: dict[str, date] = {}
    for label in {row.values.get("quarter", "") for row in rows}:
        try:
            days[label] = starts(label)
        except Invalid:
            continue
    return days


async def _group(
    pairing: Pairing,
    key: str,
    rows: list[Row],
    people: dict[str, str],
    days: dict[str, date],
    history: History,
    *,
    rehearsal: bool,
) -> tuple[str, int]:
    label = rows[0].text("quarter")
    if not key or any(row.text("quarter") != label for row in rows):
        raise Invalid(f"group {key!r} needs a key, and one quarter for all its members")
    if label not in days:
        raise Invalid(f"quarter {label} is not like 2026-Q3; say its days in quarters.csv (quarter,start,end)")
    missing = [row.text("person") for row in rows if row.text("person") not in people]
    if missing:
        raise Invalid(f"{', '.join(missing)} is not in people.csv or was rejected there, so the group is incomplete")
    if rehearsal:
        return key, 0
    later = [day for day in days.values() if day > days[label]]
    order = history.order(f"group {key}", rows[0], effective=_midnight(days[label]))
    return await pairing.taking_over.group(
        history.source,
        key,
        [people[row.text("person")] for row in rows],
        order,
        label=label,
        formed_on=days[label],
        dissolved_on=min(later) if later else None,
    )


async def _meeting(pairing: Pairing, row: Row, groups: dict[str, str], history: History) -> int:
    key = _group_of(row, groups)
    order = history.order(f"meeting {key} {row.text('week')}", None, effective=history.now)
    return len((await pairing.taking_over.meeting(groups[key], row.text("week"), order)).events)


def _group_of(row: Row, groups: dict[str, str]) -> str:
    key = row.text("group")
    if key not in groups:
        raise Invalid(f"group {key} is not in buddy_groups.csv or was rejected there")
    return key


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
