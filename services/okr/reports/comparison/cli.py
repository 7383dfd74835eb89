"""`tomoni compare`: what moved between two instants, and who moved it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from services.cli.cells import NONE
from services.cli.instants import instant
from services.cli.opened import on_okr
from services.cli.output import Json, show, show_drawn, show_json, show_table
from services.cli.tables import broken
from services.okr.people import view as people

if TYPE_CHECKING:
    from services.okr.reports.comparison.domain import Moved
    from services.okr.reports.comparison.handlers import Comparison
    from services.okr.service import Okr


def compare(
    since: Annotated[str, typer.Option("--from", help="The earlier day or time; a day means its end.")],
    until: Annotated[str, typer.Option("--to", help="The later day or time.")],
    known: Annotated[bool, typer.Option("--known", help="By when it was recorded, not by when it was so.")] = False,
    json: Json = False,
) -> None:
    """What moved between two instants: progress, scores, health, targets, owners; what was added and dropped."""
    first, last = instant("--from", since), instant("--to", until)
    assert first is not None
    assert last is not None

    async def work(okr: Okr) -> tuple[Comparison, dict[str, str]]:
        with okr.runtime.store.read() as connection:
            names = {row["person"]: f"P-{row['number']}" for row in people.listed(connection, limit=100_000)}
        return await okr.comparison.compare(first, last, clock="known" if known else "effective"), names

    found, names = on_okr(work)
    if json:
        show_json(found)
    elif not found.moved:
        show("nothing has moved")
    elif sys.stdout.isatty():
        show_drawn(lambda width: Text("\n".join(line for one in found.moved for line in told(one, names, width))))
    else:
        rows = [row for one in found.moved for row in _rows(one, names)]
        show_table(("id", "goal", "what", "before", "after", "by how much", "who", "events"), rows)


def told(one: Moved, names: dict[str, str], width: int) -> list[str]:
    """What moved of one goal, in lines of so many cells: each thing said once, what changed below what it is of."""
    lines = broken(f"{one.number}  {one.title}", width)
    _, _, what, _, _, _, who, events = _rows(one, names)[0]
    if one.kind_of_change != "changed":
        lines += broken(f"  {what}", width)
    for change in one.changes if one.kind_of_change == "changed" else ():
        before, after = (_shown(value, names) or NONE for value in (change.before, change.after))
        by = f" ({change.moved})" if change.moved is not None else ""
        lines += broken(f"  {change.what}: {before} → {after}{by}", width)
    return lines + broken(f"  by {who}" + (f", events {events}" if events else ""), width)


def _rows(one: Moved, names: dict[str, str]) -> list[tuple[Any, ...]]:
    who = ", ".join(names.get(each, each) for each in one.by) or "time"
    events = ", ".join(str(mover.position) for mover in one.movers[-3:])
    events += f" (of {one.events})" if one.events > len(one.movers[-3:]) else ""
    if one.kind_of_change != "changed":
        return [(one.number, one.title, one.kind_of_change, None, None, None, who, events)]
    return [
        (
            one.number,
            one.title,
            change.what,
            _shown(change.before, names),
            _shown(change.after, names),
            change.moved,
            who,
            events,
        )
        for change in one.changes
    ]


def _shown(value: Any, names: dict[str, str]) -> str | None:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items() if part is not None)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    return None if value is None else names.get(str(value), str(value))
