"""The wins of a while, collected from what the views know: the agenda of a win session, or the best of a quarter.

Only what everybody may see: the views that are asked here never hear of a private objective.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from msgspec import structs
from sqlalchemy import Connection, RowMapping, select

from services.okr.buddy_groups.view import met_and_expected
from services.okr.company import view as company
from services.okr.experiments.view import Experiments
from services.okr.insights import view as insights
from services.okr.kernel.planning import weeks
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views.key_results import KeyResults, measure_of
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.told import Clock, Sides, Window, sides, touched
from services.okr.people.view import People
from services.okr.quarters.view import Quarters
from services.okr.win_sessions.domain.sequence import AGENDA, Candidate, agenda
from services.okr.win_sessions.domain.strength import INSIGHT, LEARNING, Strength
from services.okr.win_sessions.domain.wins import Moved, item_id, strength_of, win_of
from shared.events import ThresholdsSet, Win

_experiments, _titles = Experiments.table.c, Objectives.table.c


def of_others(connection: Connection, since: datetime, until: datetime, team: str | None) -> Iterator[Candidate]:
    """Those from one moment until before another one; without a team, of the whole company."""
    teams = {row.objective: row.team for row in connection.execute(select(_titles.objective, _titles.team))}
    concluded = select(Experiments.table).where(_experiments.concluded >= since, _experiments.concluded < until)
    for row in connection.execute(concluded).mappings():
        of = teams.get(row["objective"])
        if team is None or of == team:
            yield Candidate(_learning(row), of)
    for row in insights.shared_from(connection, since, until):
        of = teams.get(row["objective"])
        if team is None or of == team:
            yield Candidate(_insight(row), of)


def _learning(row: RowMapping) -> Win:
    return Win(
        item=item_id(row["concluded_event"]),
        kind="learning",
        source=row["concluded_event"],
        time=row["concluded"],
        strength=LEARNING,
        objective=row["objective"],
        key_result=row["key_result"],
        experiment=row["experiment"],
        after=row["outcome"],
        people=(row["owner"] or row["by"],),
    )


def _insight(row: RowMapping) -> Win:
    return Win(
        item=item_id(row["event"]),
        kind="insight",
        source=row["event"],
        time=row["shared"],
        strength=INSIGHT,
        objective=row["objective"],
        insight=row["insight"],
    )


_key_results, _objectives, _quarters = KeyResults.table.c, Objectives.table.c, Quarters.table.c
_people = People.table.c
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Collected:
    """The wins, in the order that is proposed, and those for which an agenda has no place.

    `met` of `expected` buddy meetings were held; None is expected where that would tell of single groups.
    """

    items: tuple[Win, ...]
    met: int
    expected: int | None
    others: tuple[Win, ...] = ()

    @property
    def left_out(self) -> int:
        """How many more there were than an agenda holds."""
        return len(self.others)


def collect(
    connection: Connection,
    *,
    since: datetime,
    until: datetime,
    team: str | None,
    zone: tzinfo,
    most: int = AGENDA,
    clock: Clock = "recorded",
) -> Collected:
    """The wins from `since` until before `until`, of a team's objectives or (None) of all, `most` at most.

    By the clock `recorded` they are what became known in that time, so that what was entered late or put right comes
    on the next agenda and is not lost; by `effective` what happened in it, as it is known now. Days begin in `zone`.

    A key result that takes its value from others is left to these; one that was dropped, or whose objective was never
    published, has no part. An insight that is about no objective belongs to the company alone.
    """
    window = Window(since, until, clock)
    found = _with_people_alone(
        connection, [*_of_key_results(connection, window, team, zone), *of_others(connection, since, until, team)]
    )
    items = agenda(found, most)
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date() - _DAY
    met, expected = met_and_expected(connection, first, last, team) if first <= last else (0, None)
    placed = {win.item for win in items}
    others = tuple(each.win for each in found if each.win.item not in placed)
    return Collected(items, met, expected, others)


def reasons(
    connection: Connection, wins: Sequence[Win], *, since: datetime, until: datetime, zone: tzinfo, clock: Clock
) -> dict[str, Strength]:
    """What the points of each of these wins are made of, by item; they were collected with the same bounds."""
    about = {win.key_result: win.item for win in wins if win.key_result is not None and win.experiment is None}
    rows, thresholds = _living(connection, None), company.thresholds(connection)
    found = {
        about[key_result]: strength_of(_moved(rows[key_result], said, thresholds, zone))
        for key_result, said in sides(connection, about.keys() & rows.keys(), Window(since, until, clock))
    }
    alone = {win.item: Strength(alone=win.strength) for win in wins if win.item not in found}
    return alone | {item: made_of for item, made_of in found.items() if made_of is not None}


def _of_key_results(connection: Connection, window: Window, team: str | None, zone: tzinfo) -> Iterator[Candidate]:
    rows = _living(connection, team)
    asked = touched(connection, window) & rows.keys()
    thresholds = company.thresholds(connection)
    for key_result, said in sides(connection, asked, window):
        row = rows[key_result]
        win = win_of(_moved(row, said, thresholds, zone)) if said.after else None
        if win is not None:
            yield Candidate(win, row["team"])


def _living(connection: Connection, team: str | None) -> dict[str, RowMapping]:
    """The key results that can win: those of published objectives (closed ones too) with a value of their own."""
    query = (
        select(
            _key_results.key_result,
            _key_results.objective,
            _key_results.measure,
            _key_results.owner,
            _objectives.owner.label("objective_owner"),
            _objectives.team,
            _objectives.published,
            _quarters.start,
            _quarters.end,
        )
        .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
        .outerjoin(Quarters.table, _quarters.quarter == _objectives.quarter)
        .where(
            _key_results.dropped.is_(False), _key_results.sources.is_(None), _objectives.status != Status.DRAFT.value
        )
    )
    if team is not None:
        query = query.where(_objectives.team == team)
    return {row["key_result"]: row for row in connection.execute(query).mappings()}


def _moved(row: RowMapping, said: Sides, thresholds: ThresholdsSet, zone: tzinfo) -> Moved:
    return Moved(
        key_result=row["key_result"],
        objective=row["objective"],
        measure=measure_of(row),
        planned=None if row["start"] is None else weeks(row["start"], row["end"]),
        owner=row["owner"] or row["objective_owner"],
        before=said.before,
        after=said.after,
        quiet_from=_quiet_from(row, thresholds, zone),
        sure_from=thresholds.confidence_yellow,
    )


def _quiet_from(row: RowMapping, thresholds: ThresholdsSet, zone: tzinfo) -> datetime | None:
    """Since when it would have been stale: so long after its quarter began, or it was published, if that was later."""
    begun: list[Any] = [row["published"]]
    if row["start"] is not None:
        begun.append(datetime.combine(row["start"], time(), zone))
    begun = [each for each in begun if each is not None]
    return max(begun) + timedelta(days=thresholds.stale_days) if begun else None


def _with_people_alone(connection: Connection, found: Sequence[Candidate]) -> list[Candidate]:
    """The same, without the programs and rules that did something on somebody's behalf."""
    known = set(connection.execute(select(_people.person)).scalars())
    return [
        replace(each, win=structs.replace(each.win, people=tuple(one for one in each.win.people if one in known)))
        for each in found
    ]
