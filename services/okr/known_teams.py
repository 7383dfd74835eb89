"""Which team or function somebody means: as it is written here, however he writes it. Queries only."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sqlalchemy import Connection, select, union

from services.okr.cadences.view import Cadences
from services.okr.four_boxes.view import FourBoxes
from services.okr.kernel import rules
from services.okr.objectives.views.objectives import teams
from services.okr.people.view import People, histories
from services.okr.practice.views.practice import Ideals, Support
from services.okr.win_sessions.views.sessions import WinSessions
from shared.events import NotFound
from shared.texts import hidden, skeletons

_people = People.table.c
_SET_UP = [view.table.c.team for view in (Cadences, Ideals, Support, WinSessions, FourBoxes)]


def must_be_a_team(connection: Connection, team: str) -> str:
    """The team as it is written here, whatever case, width or dashes it is asked for with.

    Raises NotFound, with the names that come near, where nobody is or was in a team of this name, and nothing is of it.
    """
    known = teams(connection)
    found = _alike(team, known)
    if found is None:
        known |= _former(connection)
        found = _alike(team, known)
    if found is None:
        raise NotFound(f"there is no team {team[:60]!r}; {_near(team, known) or 'say in which team people are first'}")
    return found


def team_asked(connection: Connection, team: str | None) -> str | None:
    """The same for a filter; None, for all, where none is named. Raises NotFound."""
    return None if team is None else must_be_a_team(connection, team)


def team_for(connection: Connection, team: str) -> str:
    """The same for what is to be the team's; itself where nobody was ever in any team. Raises NotFound, Invalid."""
    try:
        return must_be_a_team(connection, team)
    except NotFound:
        if _belonged(connection):
            raise
        return rules.new_label(team, "team")


def team_as_here(connection: Connection, team: str) -> str:
    """The team as it is written here; where it is new, in its usual spelling. Raises Invalid where it can't be one."""
    return _alike(team, teams(connection)) or rules.new_label(team, "team")


def function_as_here(connection: Connection, function: str) -> str:
    """The function as people have it; where it is new, in its usual spelling. Raises Invalid where it can't be one."""
    known = connection.execute(select(_people.function).distinct()).scalars()
    return _alike(function, known) or rules.new_label(function, "function")


def _former(connection: Connection) -> set[str]:
    """The teams that somebody was in, or that something was set up for."""
    set_up = connection.execute(union(*map(select, _SET_UP))).scalars()
    return _belonged(connection) | {team for team in set_up if team is not None}


def _belonged(connection: Connection) -> set[str]:
    return {team for since in histories(connection).values() for _, _, team in since if team is not None}


def _alike(text: str, known: Iterable[str]) -> str | None:
    names = sorted(known)
    wanted = skeletons(text)
    found = next((name for name in names if name == text.strip()), None)
    # Older versions took names with something in them that nobody sees: such a one is meant only by itself.
    return found or next((name for name in names if wanted & skeletons(name) and hidden(name) is None), None)


def _near(text: str, known: Iterable[str]) -> str | None:
    """The question whether one of these was meant; else some of what there is; None where there is nothing."""
    by_looks = {name.casefold(): name for name in known}
    near = [by_looks[each] for each in get_close_matches(text.casefold(), by_looks, n=3, cutoff=0.6)]
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"there are {', '.join(sorted(known)[:5])}" if known else None
