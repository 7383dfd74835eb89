"""Win sessions put together for people from what the views know; names and words are still sealed. Queries only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, select

from services.okr.experiments.view import Experiments
from services.okr.insights.view import Insights
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.people.view import People
from services.okr.win_sessions.domain.rhythm import streak
from services.okr.win_sessions.domain.session import SessionStage
from services.okr.win_sessions.domain.shown import ItemShown, Named, PraiseShown, SessionShown
from services.okr.win_sessions.views import items as win_items, sessions as win_sessions


class _Goal(NamedTuple):
    number: str
    title: str


def in_brief(connection: Connection, row: RowMapping, zone: tzinfo, now: datetime) -> SessionShown:
    """The session without its agenda. Its streak is what it was when it was held, or else what it is now."""
    held = row["phase"] == SessionStage.HELD.value
    then = row["over"] if held else now
    days = win_sessions.held_days(connection, row["unit"], zone, then)
    facilitator = row["facilitator"]
    return SessionShown(
        id=row["session"],
        number=f"W-{row['number']}",
        team=row["team"],
        at=row["at"],
        zone=str(zone),
        facilitator=_people(connection, {facilitator}).get(facilitator, Named(id=facilitator)),
        every=row["every"],
        minutes=row["minutes"],
        phase=row["phase"],
        since=row["since"],
        until=row["until"],
        met=row["met"],
        expected=row["expected"],
        opened_at=row["opened"],
        over=row["over"],
        said=row["words"],
        streak=streak(days, row["every"], then.astimezone(zone).date()),
    )


def items(connection: Connection, row: RowMapping) -> tuple[ItemShown, ...]:
    """The session's agenda, in its order."""
    found = win_items.agenda(connection, row)
    praises = win_items.praises(connection, row["session"])
    named = {one for item in found for one in (*item["people"], item["words_by"]) if one is not None}
    known = _Known(connection, named | {one for each in praises for one in (each["by"], *each["to"])}, found)
    slots = win_sessions.slots_in(row)
    return tuple(
        known.item(place, item, slots.get(item["item"], 0), [each for each in praises if each["item"] == item["item"]])
        for place, item in enumerate(found, 1)
    )


class _Known:
    """What an agenda tells of others than itself: people, goals, learnings, insights."""

    def __init__(self, connection: Connection, people: Collection[str], rows: Collection[RowMapping]) -> None:
        self._people = _people(connection, people)
        self._goals = dict(_goals(connection, rows))
        self._texts = dict(_texts(connection, rows))

    def item(self, place: int, row: RowMapping, minutes: int, praises: Collection[RowMapping]) -> ItemShown:
        goal = self._goals.get(row["key_result"] or row["objective"])
        by = row["words_by"]
        names = ("item", "kind", "time", "strength", "source", "objective", "key_result", "experiment", "insight")
        return ItemShown(
            place=place,
            minutes=minutes,
            about=None if goal is None else goal.number,
            title=None if goal is None else goal.title,
            before=row["before"],
            after=row["after"],
            text=self._texts.get(row["experiment"] or row["insight"]),
            people=tuple(self._named(each) for each in row["people"]),
            words=row["words"],
            words_by=None if by is None else self._named(by),
            praise=tuple(self._praise(each) for each in praises),
            **{name: row[name] for name in names},
        )

    def _praise(self, row: RowMapping) -> PraiseShown:
        to = tuple(self._named(each) for each in row["to"])
        return PraiseShown(praise=row["praise"], by=self._named(row["by"]), to=to, words=row["words"], time=row["time"])

    def _named(self, id_: str) -> Named:
        return self._people.get(id_, Named(id=id_))


def _people(connection: Connection, ids: Collection[str]) -> Mapping[str, Named]:
    people = People.table.c
    query = select(people.person, people.number, people.name).where(people.person.in_(ids))
    return {
        row.person: Named(id=row.person, number=f"P-{row.number}", name=row.name) for row in connection.execute(query)
    }


def _goals(connection: Connection, rows: Collection[RowMapping]) -> Iterator[tuple[str, _Goal]]:
    for prefix, table, name in (("O", Objectives.table, "objective"), ("KR", KeyResults.table, "key_result")):
        ids = {row[name] for row in rows if row[name] is not None}
        query = select(table.c[name], table.c.number, table.c.title).where(table.c[name].in_(ids))
        for id_, number, title in connection.execute(query):
            yield id_, _Goal(f"{prefix}-{number}", title)


def _texts(connection: Connection, rows: Collection[RowMapping]) -> Iterator[tuple[str, str]]:
    told = (("experiment", Experiments.table, "learned"), ("insight", Insights.table, "text"))
    for name, table, text in told:
        ids = {row[name] for row in rows if row[name] is not None}
        query = select(table.c[name], table.c[text]).where(table.c[name].in_(ids))
        yield from ((id_, said) for id_, said in connection.execute(query))
