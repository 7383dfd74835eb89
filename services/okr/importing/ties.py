"""What serves what in an import: objectives are aligned, key results linked, once everything is there to be tied."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from services.okr.importing.work import OkrImport
from services.okr.kernel import notation
from services.okr.kernel.circles import way
from services.okr.objectives.domain.alignment import Align, Asker, Goal, Link, Source
from services.okr.objectives.domain.history import Node
from shared.eventlog import KeyReused
from shared.events import Invalid, Refused
from shared.importing import Row
from shared.importing.history import IMPORTER


@dataclass(slots=True)
class Ties:
    """What each objective and key result serves; `names` is what the other system calls them."""

    serves: dict[Node, list[Node]]
    names: dict[Node, str] = field(default_factory=dict)

    def circle(self, serving: Node, goal: Node) -> tuple[str, ...]:
        """The names from what shall serve, through its goal, back to it; empty where the goal doesn't lead there."""
        if serving == goal:
            return (self.name(goal), self.name(goal))
        back = way(lambda node: self.serves.get(node, ()), goal, serving)
        return tuple(map(self.name, (serving, *back))) if back else ()

    def name(self, node: Node) -> str:
        """What the other system calls it; its id where it isn't the other system's."""
        return self.names.get(node, node[1])

    def tie(self, serving: Node, goal: Node) -> None:
        """From now on it serves this, too."""
        self.serves.setdefault(serving, []).append(goal)


async def take_ties(work: OkrImport) -> None:
    """Align objectives and link key results as their rows say; what can't be is warned of, the rows stay taken."""
    aligned = [row for row in work.tables.objectives.rows if _parent(row) and row.optional("objective") in work.fresh]
    linked = [
        row
        for row in work.tables.key_results.rows
        if row.optional("sources") and row.optional("key_result") in work.fresh
    ]
    if not aligned and not linked:
        return
    ties = _ties(work)
    for rows, tie in ((aligned, _align), (linked, _link)):
        for row in rows:
            await _told(work, row, lambda row=row, tie=tie: tie(work, row, ties))  # type: ignore[misc]


async def _told(work: OkrImport, row: Row, tie: Callable[[], Awaitable[int]]) -> None:
    try:
        work.report.events += await tie()
    except KeyReused:
        work.report.warn(row, "what it serves or sums up was told otherwise before; change it here instead")
    except Refused as refused:
        work.report.warn(row, f"what it serves or sums up is not taken: {refused}")


def _parent(row: Row) -> bool:
    return row.optional("parent_objective") is not None or row.optional("parent_key_result") is not None


async def _align(work: OkrImport, row: Row, ties: Ties) -> int:
    key, ident = row.text("objective"), work.objectives[row.text("objective")][0]
    objective, key_result = row.optional("parent_objective"), row.optional("parent_key_result")
    if objective is not None and key_result is not None:
        raise Invalid("it names an objective and a key result to serve; leave one of parent_… empty")
    if objective is not None:
        node: Node = "O", work.objective(objective)[0]
        goal = Goal(objective, objective=node[1], circle=ties.circle(("O", ident), node))
    else:
        assert key_result is not None
        found = work.key_result(key_result)
        node = "KR", found.id
        goal = Goal(key_result, key_result=found.id, dropped=found.dropped, circle=ties.circle(("O", ident), node))
    order = work.history.order(f"align {key}", row, effective=work.objectives[key][1])
    events = (await work.goals.handle(ident, Align(goal, Asker(IMPORTER)), order)).events
    ties.tie(("O", ident), node)
    return len(events)


async def _link(work: OkrImport, row: Row, ties: Ties) -> int:
    key, target = row.text("key_result"), work.key_result(row.text("key_result"))
    sources = []
    for name in notation.several(row.text("sources")):
        source = work.key_result(name)
        # The source serves the one that sums it up.
        circle = ties.circle(("KR", source.id), ("KR", target.id))
        sources.append(Source(name, source.id, source.measure, source.dropped, circle))
    since = work.objective(row.text("objective"))[1]
    order = work.history.order(f"link {key}", row, effective=since)
    command = Link(target.id, tuple(sources), Asker(IMPORTER))
    events = (await work.goals.handle(target.objective, command, order)).events
    for each in sources:
        ties.tie(("KR", each.key_result), ("KR", target.id))
    return len(events)


def _ties(work: OkrImport) -> Ties:
    """What serves what here by now, and in this import."""
    ties = Ties(work.known.ties())
    for key, (ident, _) in work.objectives.items():
        ties.names["O", ident] = key
    for key, known in work.key_results.items():
        ties.names["KR", known.id] = key
        ties.tie(("KR", known.id), ("O", known.objective))
    return ties
