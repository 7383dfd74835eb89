"""Whether a notice is still to be given, and to whom: asked when it is time, and again when it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from services.okr.notices import queries as notifying, view as not_drawn
from services.okr.notices.planned import LEAD, ORGANISERS, REVIEWER
from services.okr.notices.view import session


def person_of(row: RowMapping, people: dict[str, notifying.Somebody]) -> str | None:
    """Who is to be told, if he is here; the reviewer and his lead are those of this moment.

    None also where it is whoever organises, and nobody by name.
    """
    if row["whom"] == ORGANISERS:
        return None
    if row["person"] is not None:
        return row["person"] if row["person"] in people else None
    answering: list[str] = row["facts"]["answering"]
    reviewer = notifying.above(people, answering)
    if row["whom"] == REVIEWER or reviewer is None:
        return reviewer
    assert row["whom"] == LEAD
    lead = notifying.above(people, [reviewer])
    # Whoever answers for it himself needs nobody to tell him that he did nothing.
    return None if lead in answering else lead


class Holding:
    """Asks the views once for each event, however many people are told of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str], bool] = {}

    def holds(self, event: str, kind: str, facts: Mapping[str, Any]) -> bool:
        """Whether there is still something to tell of this event."""
        key = event, kind
        if key not in self._known:
            self._known[key] = still_holds(self._connection, kind, facts)
        return self._known[key]


def still_holds(connection: Connection, kind: str, facts: Mapping[str, Any]) -> bool:
    """Whether there is still something to tell: what was due isn't done, the session not moved, held or cancelled.

    Nor have groups been drawn after all, for that time or a later one.
    """
    match kind:
        case "check-in-due" | "check-in-missed":
            since, position = datetime.fromisoformat(facts["since"]), int(facts["position"])
            return notifying.still_owed(connection, facts["key_result"], since, position)
        case "experiment-overdue":
            found = notifying.experiment(connection, facts["experiment"])
            return found is not None and not found.concluded and found.until == facts["until"]
        case "win-session":
            row = session(connection, facts["session"])
            return row is not None and row["told"] == facts["told"]
        case "rotation-not-drawn":
            return not_drawn.stands(connection, facts["after"])
        case _:
            return True
