"""What says where a key result stands in its place: the key results that it sums up, else the objectives aligned to it.

Nobody is asked for check-ins on what others feed, and none is taken there. Queries only.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from services.okr.views.key_results import KeyResults
from services.okr.views.objectives import Objectives

_key_results, _objectives = KeyResults.table.c, Objectives.table.c


def feeding(connection: Connection, key_result: str) -> tuple[str, ...]:
    """The numbers of what feeds the key result: sources that were not dropped, else published objectives; or none."""
    sources = connection.execute(select(_key_results.sources).where(_key_results.key_result == key_result)).scalar()
    if sources:
        linked = select(_key_results.number).where(_key_results.key_result.in_(sources))
        living = connection.execute(linked.where(_key_results.dropped.is_(False)).order_by(_key_results.number))
        if found := tuple(f"KR-{number}" for number in living.scalars()):
            return found
    aligned = select(_objectives.number).where(
        _objectives.parent_key_result == key_result, _objectives.published.is_not(None)
    )
    return tuple(f"O-{number}" for number in connection.execute(aligned.order_by(_objectives.number)).scalars())


def fed(connection: Connection) -> set[str]:
    """Every key result that something feeds."""
    aligned = select(_objectives.parent_key_result).where(
        _objectives.parent_key_result.is_not(None), _objectives.published.is_not(None)
    )
    found = set(connection.execute(aligned.distinct()).scalars())
    linked = connection.execute(
        select(_key_results.key_result, _key_results.sources).where(_key_results.sources.is_not(None))
    ).all()
    dropped = set(connection.execute(select(_key_results.key_result).where(_key_results.dropped)).scalars())
    return found | {row.key_result for row in linked if not dropped.issuperset(row.sources)}
