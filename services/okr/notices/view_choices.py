"""What people have chosen to be told, by their confidential ids: only the service can tell whose it is."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import JSON, Column, Connection, Integer, String, Table, select

from services.okr.notices.domain.choices import Choice
from shared.events import NoticesChosen, Recorded
from shared.projection import Rows, View, handles, metadata

_AT_ONCE = 500


class NoticeChoices(View):
    """One row per person who ever chose."""

    private = True
    table = Table(
        "okr_notice_choices",
        metadata,
        Column("person", String, primary_key=True),
        Column("muted", JSON, nullable=False),
        Column("quiet", JSON(none_as_null=True)),
        Column("zone", String),
        Column("remind_at", Integer, nullable=False),
    )

    @handles(NoticesChosen)
    def chose(self, rows: Rows, event: Recorded[NoticesChosen]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "muted": list(data.muted),
            "quiet": None if data.quiet is None else list(data.quiet),
            "zone": data.zone,
            "remind_at": data.remind_at,
        }


def chosen(connection: Connection, people: Collection[str]) -> dict[str, Choice]:
    """The choices of these people, by confidential id; who never chose is left out."""
    table, wanted, found = NoticeChoices.table.c, list(people), {}
    for begin in range(0, len(wanted), _AT_ONCE):
        query = select(NoticeChoices.table).where(table.person.in_(wanted[begin : begin + _AT_ONCE]))
        for row in connection.execute(query):
            quiet = None if row.quiet is None else (int(row.quiet[0]), int(row.quiet[1]))
            found[row.person] = Choice(frozenset(row.muted), quiet, row.zone, row.remind_at)
    return found
