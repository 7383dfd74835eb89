"""The teams of the company, as far as people or objectives name them. Queries only."""

from __future__ import annotations

from sqlalchemy import Connection, select

from services.okr.objectives.views.objectives import Objectives
from services.okr.people.view import People


def teams(connection: Connection) -> set[str]:
    """Every team that somebody belongs to, or that an objective is of."""
    people, objectives = People.table.c.team, Objectives.table.c.team
    named = connection.execute(select(people).union(select(objectives))).scalars()
    return {team for team in named if team is not None}
