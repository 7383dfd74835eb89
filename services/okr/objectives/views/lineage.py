"""Where an objective comes from and what became of it, from quarter to quarter. Queries only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, select

from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.outcomes import Outcomes
from services.okr.quarters.view import Quarters
from shared.events import NotFound

_TIMES = ("never", "once", "twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOn:
    """What became of a key result; `into` is the one that it goes on as."""

    key_result: str
    number: str | None
    title: str | None
    choice: str
    into: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """An objective of the line, and what became of its key results where it was carried over."""

    id: str
    number: str
    title: str
    quarter: str | None
    quarter_label: str | None
    status: str
    score: Decimal | None
    key_results: list[CarriedOn]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Every objective of the line, the oldest first. `carried` says how often the asked one had been carried over.

    `unfinished` tells that the last carry-over was broken off before the new objective was written down: carrying it
    over again completes it.
    """

    objective: str
    carried: int
    words: str
    objectives: list[Ancestor]
    unfinished: bool


def lineage(connection: Connection, objective: str) -> Lineage:
    """The line that the objective belongs to. Raises NotFound where there is no such objective."""
    own = _row(connection, objective)
    if own is None:
        raise NotFound(f"there is no objective {objective!r}; list the objectives to find the id")
    before = _walked(connection, own, "carried_from")
    after = _walked(connection, own, "carried_into")
    line = [*reversed(before), own, *after]
    into = line[-1]["carried_into"]
    return Lineage(
        objective=objective,
        carried=len(before),
        words=f"carried {in_words(len(before))}",
        objectives=[_ancestor(connection, row) for row in line],
        unfinished=into is not None and _row(connection, into) is None,
    )


def in_words(times: int) -> str:
    """How often: never, once, twice, 3 times."""
    return _TIMES[times] if times < len(_TIMES) else f"{times} times"


def successor(connection: Connection, objective: str) -> str:
    """What the objective goes on as by now: the last of its line that is written down; itself where it is the last."""
    own = _row(connection, objective)
    after = [] if own is None else _walked(connection, own, "carried_into")
    return after[-1]["objective"] if after else objective


def unfinished(connection: Connection, quarter: str) -> list[str]:
    """The quarter's objectives that were carried over, while the new one isn't written down yet."""
    new = Objectives.table.alias("new")
    into = Outcomes.table.c.carried_into
    query = (
        select(Objectives.table.c.objective)
        .join_from(Objectives.table, Outcomes.table, Outcomes.table.c.objective == Objectives.table.c.objective)
        .outerjoin(new, new.c.objective == into)
        .where(Objectives.table.c.quarter == quarter, into.is_not(None), new.c.objective.is_(None))
        .order_by(Objectives.table.c.number)
    )
    return list(connection.execute(query).scalars())


def _walked(connection: Connection, row: RowMapping, way: str) -> list[RowMapping]:
    found: list[RowMapping] = []
    seen = {row["objective"]}
    # No command makes a circle, but a log from elsewhere may hold one.
    while (next_ := row[way]) is not None and next_ not in seen:
        following = _row(connection, next_)
        if following is None:
            break
        row = following
        seen.add(row["objective"])
        found.append(row)
    return found


def _row(connection: Connection, objective: str) -> RowMapping | None:
    query = (
        select(Objectives.table, Outcomes.table, Quarters.table.c.label)
        .join_from(Objectives.table, Outcomes.table, Outcomes.table.c.objective == Objectives.table.c.objective)
        .outerjoin(Quarters.table, Quarters.table.c.quarter == Objectives.table.c.quarter)
        .where(Objectives.table.c.objective == objective)
    )
    return connection.execute(query).mappings().one_or_none()


def _ancestor(connection: Connection, row: RowMapping) -> Ancestor:
    carried = row["carried"] or []
    known = _key_results(connection, [one["key_result"] for one in carried])
    return Ancestor(
        id=row["objective"],
        number=f"O-{row['number']}",
        title=row["title"],
        quarter=row["quarter"],
        quarter_label=row["label"],
        status=row["status"],
        score=row["score"],
        key_results=[
            CarriedOn(
                key_result=one["key_result"],
                number=known.get(one["key_result"], (None, None))[0],
                title=known.get(one["key_result"], (None, None))[1],
                choice=one["choice"],
                into=one["into"],
            )
            for one in carried
        ],
    )


def _key_results(connection: Connection, ids: list[str]) -> dict[str, tuple[str | None, str | None]]:
    columns = KeyResults.table.c
    query = select(columns.key_result, columns.number, columns.title).where(columns.key_result.in_(ids))
    return {row.key_result: (f"KR-{row.number}", row.title) for row in connection.execute(query)}
