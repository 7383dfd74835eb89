"""From a key result up to the company's objective: what somebody's work is for in the end. Queries only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from services.okr.objectives.views import key_results, objectives


@dataclass(frozen=True, slots=True)
class Step:
    """A key result or an objective (`kind` is `KR` or `O`) of the way; each is served by the one before it."""

    kind: str
    id: str
    number: str
    title: str
    team: str | None


def way_up(connection: Connection, key_result: str) -> list[Step]:
    """The key result, its objective, what that is aligned to, and so on to the top; nothing where it isn't known.

    Where an objective is aligned to nothing the way ends: that is the company's objective, or one that nobody has
    aligned yet.
    """
    steps: list[Step] = []
    seen: set[str] = set()
    next_: tuple[str | None, str | None] = (None, key_result)
    # No command makes a circle, but a log from elsewhere may hold one.
    while (found := _next(connection, next_)) is not None and found[0]["objective"] not in seen:
        objective, measure = found
        seen.add(objective["objective"])
        if measure is not None:
            steps.append(Step("KR", measure["key_result"], f"KR-{measure['number']}", measure["title"], None))
        number = f"O-{objective['number']}"
        steps.append(Step("O", objective["objective"], number, objective["title"], objective["team"]))
        next_ = objective["parent_objective"], objective["parent_key_result"]
    return steps


def _next(connection: Connection, to: tuple[str | None, str | None]) -> tuple[RowMapping, RowMapping | None] | None:
    """The objective, by way of the key result where there is one."""
    objective, key_result = to
    measure = None if key_result is None else key_results.by_id(connection, key_result)
    if measure is not None:
        objective = measure["objective"]
    row = None if objective is None else objectives.by_id(connection, objective)
    return None if row is None else (row, measure)
