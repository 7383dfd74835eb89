"""Wins that no key result earned by moving: what experiments taught, and what buddy groups chose to tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from services.okr.experiments.view import Experiments
from services.okr.insights import view as insights
from services.okr.objectives.views.objectives import Objectives
from services.okr.win_sessions.domain.sequence import Candidate
from services.okr.win_sessions.domain.strength import INSIGHT, LEARNING
from services.okr.win_sessions.domain.wins import item_id
from shared.events import Win

_experiments, _objectives = Experiments.table.c, Objectives.table.c


def of_others(connection: Connection, since: datetime, until: datetime, team: str | None) -> Iterator[Candidate]:
    """Those from one moment until before another one; without a team, of the whole company."""
    teams = {row.objective: row.team for row in connection.execute(select(_objectives.objective, _objectives.team))}
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
