"""Wins that no key result earned by moving: what experiments taught, and what buddy groups chose to tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from services.okr.domain.win_order import Candidate
from services.okr.domain.win_strength import INSIGHT, LEARNING
from services.okr.domain.winning import item_id
from services.okr.views import insights
from services.okr.views.experiments import Experiments
from services.okr.views.objectives import Objectives
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
