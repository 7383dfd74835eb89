"""Who reviews the check-ins of a key result. Queries only."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from services.okr.views.key_results import KeyResults
from services.okr.views.objectives import Objectives
from services.okr.views.people import People

_key_results, _objectives, _people = KeyResults.table.c, Objectives.table.c, People.table.c


def manager_of(connection: Connection, key_result: str) -> str | None:
    """The manager of the key result's owner (its objective's, where it has none), or None."""
    query = (
        select(_people.manager)
        .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
        .join(People.table, _people.person == func.coalesce(_key_results.owner, _objectives.owner))
        .where(_key_results.key_result == key_result)
    )
    return connection.execute(query).scalar_one_or_none()
