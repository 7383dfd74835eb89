"""What is on the agendas of win sessions, and the praise for it. Words stay sealed here; they are opened when shown."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Connection, RowMapping, String, Table, false, select

from services.okr.win_sessions.views.sessions import slots_in
from shared.events import PraiseGiven, Recorded, Win, WinAgendaPrepared, WinShared, WinWithdrawn
from shared.projection import Exact, Instant, Row, Rows, View, handles, metadata

_ON_ONE = 1000
"""More than one event puts on an agenda."""


class WinItems(View):
    """One row per item. `placed` is the order in which they came; `words` are `words_by`'s, sealed."""

    table = Table(
        "okr_win_items",
        metadata,
        Column("item", String, primary_key=True),
        Column("session", String, nullable=False, index=True),
        Column("placed", BigInteger, nullable=False),
        Column("kind", String, nullable=False),
        Column("source", String),
        Column("time", Instant, nullable=False),
        Column("strength", Exact),
        Column("objective", String),
        Column("key_result", String),
        Column("experiment", String),
        Column("insight", String),
        Column("before", String),
        Column("after", String),
        Column("people", JSON, nullable=False),
        Column("words", String),
        Column("words_by", String),
        Column("withdrawn", Boolean, nullable=False, server_default=false()),
    )

    @handles(WinAgendaPrepared)
    def prepared(self, rows: Rows, event: Recorded[WinAgendaPrepared]) -> None:
        """What is new comes, what came to more changes, what isn't so any more goes."""
        for item in event.data.gone:
            del rows[item]
        for index, win in enumerate(event.data.items):
            kept: Row = {"placed": event.position * _ON_ONE + index, "withdrawn": False}
            if (row := rows.get(win.item)) is not None:
                kept = {name: row[name] for name in ("placed", "words", "words_by", "withdrawn")}
            rows[win.item] = {"session": event.data.session} | _facts(win) | kept

    @handles(WinShared)
    def told(self, rows: Rows, event: Recorded[WinShared]) -> None:
        data = event.data
        if (row := rows.get(data.item)) is None:
            rows[data.item] = {
                "session": data.session,
                "placed": event.position * _ON_ONE,
                "kind": "told",
                "time": event.time,
                "objective": data.objective,
                "key_result": data.key_result,
                "people": [data.by],
                "withdrawn": False,
            }
            row = rows[data.item]
        row |= {"words": data.words, "words_by": data.by}

    @handles(WinWithdrawn)
    def withdrawn(self, rows: Rows, event: Recorded[WinWithdrawn]) -> None:
        rows.change(event.data.item, withdrawn=True)


class Praises(View):
    """One row per praise."""

    table = Table(
        "okr_praises",
        metadata,
        Column("praise", String, primary_key=True),
        Column("session", String, nullable=False, index=True),
        Column("item", String, nullable=False),
        Column("by", String, nullable=False),
        Column("to", JSON, nullable=False),
        Column("words", String),
        Column("time", Instant, nullable=False),
        Column("position", BigInteger, nullable=False),
    )

    @handles(PraiseGiven)
    def given(self, rows: Rows, event: Recorded[PraiseGiven]) -> None:
        data = event.data
        rows[data.praise] = {
            "session": data.session,
            "item": data.item,
            "by": event.actor,
            "to": list(data.to),
            "words": data.words,
            "time": event.time,
            "position": event.position,
        }


def agenda(connection: Connection, session: RowMapping) -> list[RowMapping]:
    """What is on the session's agenda, in its order; what was never given a place comes last, as it came."""
    items = WinItems.table.c
    query = select(WinItems.table).where(items.session == session["session"], items.withdrawn.is_(False))
    rows = {row["item"]: row for row in connection.execute(query.order_by(items.placed)).mappings()}
    places = {item: place for place, item in enumerate(slots_in(session))}
    return sorted(rows.values(), key=lambda row: places.get(row["item"], len(places)))


def praises(connection: Connection, session: str) -> list[RowMapping]:
    """All praise for items of the session, in the order in which it was given."""
    given = Praises.table.c
    query = select(Praises.table).where(given.session == session).order_by(given.position)
    return list(connection.execute(query).mappings())


def _facts(win: Win) -> Row:
    return {
        "kind": win.kind,
        "source": win.source,
        "time": win.time,
        "strength": win.strength,
        "objective": win.objective,
        "key_result": win.key_result,
        "experiment": win.experiment,
        "insight": win.insight,
        "before": win.before,
        "after": win.after,
        "people": list(win.people),
    }
