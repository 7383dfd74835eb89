"""Wins as they are shown: with the titles, numbers and words of what they are about. Queries only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Column, Connection, RowMapping, Select, select

from services.okr.experiments.view import Experiments
from services.okr.insights.view import Insights
from services.okr.objectives.views.key_results import KeyResults, measure_of
from services.okr.objectives.views.objectives import Objectives
from services.okr.people.view import People
from shared.events import Metric, Win

_MANY = 500


@dataclass(frozen=True, slots=True)
class WinPerson:
    """Somebody whose work it was; `name` is sealed until it is shown."""

    person: str
    number: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WinSubject:
    """A win, and what it is about.

    `words` is what was learned or told, still sealed, where it is a learning or an insight; `target` is that of a
    number that moves. What isn't known (any more) is None.
    """

    win: Win
    objective_number: str | None
    objective_title: str | None
    team: str | None
    key_result_number: str | None
    key_result_title: str | None
    target: Decimal | None
    unit: str | None
    words: str | None
    people: tuple[WinPerson, ...]


def subjects(connection: Connection, wins: Sequence[Win]) -> list[WinSubject]:
    """The same wins in the same order."""
    key_results = _rows(connection, KeyResults.table.c.key_result, {win.key_result for win in wins})
    objectives = _rows(connection, Objectives.table.c.objective, {win.objective for win in wins})
    people = _rows(connection, People.table.c.person, {each for win in wins for each in win.people})
    words = _words(connection, wins)
    return [
        _subject(
            win,
            key_results.get(win.key_result or ""),
            objectives.get(win.objective or ""),
            words.get(win.experiment or win.insight or ""),
            [people[each] for each in win.people if each in people],
        )
        for win in wins
    ]


def _subject(
    win: Win, key_result: RowMapping | None, objective: RowMapping | None, words: str | None, people: list[RowMapping]
) -> WinSubject:
    measure = None if key_result is None else measure_of(key_result)
    return WinSubject(
        win=win,
        objective_number=None if objective is None else f"O-{objective['number']}",
        objective_title=None if objective is None else objective["title"],
        team=None if objective is None else objective["team"],
        key_result_number=None if key_result is None else f"KR-{key_result['number']}",
        key_result_title=None if key_result is None else key_result["title"],
        target=measure.target if isinstance(measure, Metric) else None,
        unit=getattr(measure, "unit", None),
        words=words,
        people=tuple(WinPerson(each["person"], f"P-{each['number']}", each["name"]) for each in people),
    )


def _words(connection: Connection, wins: Sequence[Win]) -> dict[str, str]:
    learned = _rows(connection, Experiments.table.c.experiment, {win.experiment for win in wins})
    told = _rows(connection, Insights.table.c.insight, {win.insight for win in wins})
    return {
        **{id_: row["learned"] for id_, row in learned.items() if row["learned"] is not None},
        **{id_: row["text"] for id_, row in told.items()},
    }


def _rows(connection: Connection, key: Column[str], wanted: Collection[str | None]) -> Mapping[str, RowMapping]:
    """The rows with these keys, whatever their table."""
    query: Select[tuple[object, ...]] = select(key.table)
    ids = sorted(each for each in wanted if each is not None)
    return {
        row[key.name]: row for some in _parts(ids) for row in connection.execute(query.where(key.in_(some))).mappings()
    }


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
