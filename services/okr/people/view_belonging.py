"""Who belonged to the company, and to which team, at which time: so that figures about a week never change later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, String, Table, select

from shared.events import PersonForgotten, PersonJoined, PersonLeft, PersonMoved, Recorded
from shared.projection import Rows, View, handles, metadata


class Belonging(View):
    """One row per person; `since` are pairs of a moment and the team from then on, or [moment] where he was gone.

    A moment is when it was recorded, by the log's order: what is said later of the past changes no figure.
    """

    table = Table(
        "okr_belonging",
        metadata,
        Column("person", String, primary_key=True),
        Column("since", JSON, nullable=False),
    )

    @handles(PersonJoined)
    def joined(self, rows: Rows, event: Recorded[PersonJoined]) -> None:
        row = rows.get(event.aggregate_id) or {"since": []}
        rows[event.aggregate_id] = {"since": [*row["since"], _from(event, event.data.team)]}

    @handles(PersonMoved)
    def moved(self, rows: Rows, event: Recorded[PersonMoved]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            row["since"] = [*row["since"], _from(event, event.data.team)]

    @handles(PersonLeft, PersonForgotten)
    def gone(self, rows: Rows, event: Recorded[PersonLeft] | Recorded[PersonForgotten]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            row["since"] = [*row["since"], _from(event)]


def _from(event: Recorded[Any], *team: str | None) -> list[str | None]:
    return [event.recorded.isoformat(), *team]


Histories = Mapping[str, Sequence[tuple[datetime, bool, str | None]]]
"""Of each person, by id, since when he was here or not, and in which team: the earliest first."""


def histories(connection: Connection) -> Histories:
    """Everybody's, for questions about many moments."""
    rows = connection.execute(select(Belonging.table.c.person, Belonging.table.c.since))
    return {person: [(_moment(each), len(each) > 1, each[-1]) for each in since] for person, since in rows}


def teams_at(known: Histories, moment: datetime) -> dict[str, str | None]:
    """Everybody who belonged to the company at a moment, with his team."""
    found: dict[str, str | None] = {}
    for person, since in known.items():
        held = [each for each in since if each[0] < moment]
        if held and held[-1][1]:
            found[person] = held[-1][2]
    return found


def _moment(entry: Sequence[str]) -> datetime:
    return datetime.fromisoformat(entry[0])
