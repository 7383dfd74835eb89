"""The teams of the company, as far as people or objectives name them. Queries only."""

from __future__ import annotations

from difflib import get_close_matches

from sqlalchemy import Connection, select

from services.okr.views.objectives import Objectives
from services.okr.views.people import People
from shared.events import NotFound


def teams(connection: Connection) -> set[str]:
    """Every team that somebody belongs to, or that an objective is of."""
    people, objectives = People.table.c.team, Objectives.table.c.team
    named = connection.execute(select(people).union(select(objectives))).scalars()
    return {team for team in named if team is not None}


def must_be_a_team(connection: Connection, team: str) -> None:
    """Raise NotFound, with the names that come near, where nobody and no objective belongs to a team of this name."""
    known = teams(connection)
    if team not in known:
        near = get_close_matches(team, known, n=3, cutoff=0.5) or sorted(known)[:5]
        told = f"there are {', '.join(near)}" if near else "say in which team people are first"
        raise NotFound(f"there is no team {team[:60]!r}; {told}")
