"""The days that were opened and closed, by digests; what was said stays sealed here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import JSON, Column, Connection, Date, RowMapping, String, Table, func, select

from shared.events import DayClosed, DayOpened, MentorDismissed, MentorInvited, Recorded
from shared.projection import Rows, View, handles, metadata


class Days(View):
    """One row per day of somebody's, by a digest (`whose`; in older versions the same one for all of his days).

    `intents` are pairs of a text and a key result, sealed.
    """

    private = True
    table = Table(
        "okr_days",
        metadata,
        Column("entry", String, primary_key=True),
        Column("whose", String, nullable=False, index=True),
        Column("day", Date, nullable=False, index=True),
        Column("intents", JSON, nullable=False),
        Column("happened", String),
        Column("learned", String),
    )

    @handles(DayOpened)
    def opened(self, rows: Rows, event: Recorded[DayOpened]) -> None:
        """A new row, or other intents."""
        intents = [[each.text, each.key_result] for each in event.data.intents]
        rows[_entry(event)] = {"whose": event.aggregate_id, "day": event.data.day, "intents": intents}

    @handles(DayClosed)
    def closed(self, rows: Rows, event: Recorded[DayClosed]) -> None:
        rows.change(_entry(event), happened=event.data.happened, learned=event.data.learned)


class Mentors(View):
    """One row per mentor of somebody's days, known by a digest of both; he reads them from `since` on."""

    private = True
    table = Table(
        "okr_mentors", metadata, Column("mentor", String, primary_key=True), Column("since", Date, nullable=False)
    )

    @handles(MentorInvited)
    def invited(self, rows: Rows, event: Recorded[MentorInvited]) -> None:
        rows[event.data.mentor] = {"since": event.data.since}

    @handles(MentorDismissed)
    def dismissed(self, rows: Rows, event: Recorded[MentorDismissed]) -> None:
        del rows[event.data.mentor]


def _entry(event: Recorded[DayOpened] | Recorded[DayClosed]) -> str:
    return f"{event.aggregate_id}:{event.data.day}"


_days = Days.table.c


def of(connection: Connection, whose: Sequence[str], first: date, last: date) -> list[RowMapping]:
    """Somebody's days from one to another, both included, the latest first, by the ids that they may stand under."""
    query = select(Days.table).where(_days.whose.in_(whose), _days.day.between(first, last))
    return list(connection.execute(query.order_by(_days.day.desc())).mappings())


def kept(connection: Connection, first: date, last: date) -> dict[date, set[str]]:
    """By whom (digests) each day was opened, from one to another, both included; without those that nobody opened."""
    found: dict[date, set[str]] = {}
    query = select(_days.day, _days.whose).where(_days.day.between(first, last))
    for day, whose in connection.execute(query):
        found.setdefault(day, set()).add(whose)
    return found


def first_day(connection: Connection) -> date | None:
    """The first day that anybody opened."""
    return connection.execute(select(func.min(_days.day))).scalar_one_or_none()


def mentors(connection: Connection) -> dict[str, date]:
    """Since when each mentor, a digest of him and of whose days they are, may read them."""
    table = Mentors.table.c
    return {row.mentor: row.since for row in connection.execute(select(table.mentor, table.since))}
