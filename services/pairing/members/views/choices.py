"""Who takes no part and what people wish, by confidential id: only the service can tell whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import JSON, Boolean, Column, Connection, String, Table, select

from services.pairing.members.domain import Wishes
from services.pairing.runtime.held import held
from shared.events import MemberOptedIn, MemberOptedOut, Recorded, WishesStated
from shared.projection import Rows, View, handles, metadata


class Choices(View):
    """One row per confidential id that chose something: of opting out one, of wishes another."""

    private = True
    table = Table(
        "pairing_choices",
        metadata,
        Column("member", String, primary_key=True),
        Column("opted_out", Boolean, nullable=False, index=True),
        Column("hours", JSON),
        Column("office", String),
        Column("languages", JSON),
    )

    @handles(MemberOptedOut)
    def opted_out(self, rows: Rows, event: Recorded[MemberOptedOut]) -> None:
        rows[event.aggregate_id] = {"opted_out": True}

    @handles(MemberOptedIn)
    def opted_in(self, rows: Rows, event: Recorded[MemberOptedIn]) -> None:
        rows[event.aggregate_id] = {"opted_out": False}

    @handles(WishesStated)
    def stated(self, rows: Rows, event: Recorded[WishesStated]) -> None:
        """These wishes hold, and no former ones."""
        data = event.data
        rows[event.aggregate_id] = {
            "opted_out": False,
            "hours": None if data.hours is None else list(data.hours),
            "office": data.office,
            "languages": list(data.languages),
        }


def opted_out(connection: Connection) -> set[str]:
    """The confidential ids of all who take no part."""
    table = Choices.table.c
    return set(connection.execute(select(table.member).where(table.opted_out)).scalars())


def known(connection: Connection, idents: Sequence[str]) -> set[str]:
    """Under which of these ids something was chosen."""
    return held(connection, Choices.table.c.member, idents)


def wishes(connection: Connection) -> dict[str, Wishes]:
    """What was wished, by the confidential id of wishes."""
    table = Choices.table.c
    query = select(table.member, table.hours, table.office, table.languages).where(~table.opted_out)
    return {
        member: Wishes((hours[0], hours[1]) if hours else None, office, tuple(languages or ()))
        for member, hours, office, languages in connection.execute(query)
    }
