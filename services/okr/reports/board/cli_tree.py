"""`tomoni tree`: what serves what, and where it stands, now or on any day."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from services.cli.cells import percent
from services.cli.instants import instant
from services.cli.opened import on_okr
from services.cli.output import Json, show, show_drawn, show_json, show_table
from services.cli.tables import broken
from services.okr.objectives.cli.standing import state_of
from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective

Shown = BoardObjective | BoardKeyResult

_BAR = 12
_BESIDES = _BAR + 6 + 9 + 4
"""Cells for the bar, a percentage, a word of health, and what is between them."""
_TITLE = 40
"""Cells that a title has in any case before remarks stand beside it."""
_COLOURS = {"on-track": "green", "behind": "yellow", "at-risk": "red", "stale": "magenta"}


def tree(
    root: Annotated[
        str | None, typer.Argument(help="An objective (O-4) or key result (KR-17); all by default.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Only this team's objectives.")] = None,
    person: Annotated[str | None, typer.Option(help="Only what this person owns, or a key result of it.")] = None,
    quarter: Annotated[str | None, typer.Option(help="A quarter's label, or backlog; all by default.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="As things stood then: a day, which means its end, or a time.")
    ] = None,
    known_at: Annotated[str | None, typer.Option(help="As far as the system had been told by then.")] = None,
    json: Json = False,
) -> None:
    """The tree of goals: objectives below what they serve, with progress, health, and where it comes from."""
    effective, known = instant("--as-of", as_of), instant("--known-at", known_at)

    show_tree(
        on_okr(
            lambda okr: okr.boards.tree(
                root=root, team=team, person=person, quarter=quarter, effective=effective, known=known
            )
        ),
        json=json,
    )


def show_tree(objectives: Sequence[BoardObjective], *, json: bool = False) -> None:
    """A tree with bars in a terminal, indented lines where it is piped."""
    if json:
        show_json(objectives)
    elif not objectives:
        show("no objectives here")
    elif sys.stdout.isatty():
        show_drawn(lambda width: _drawn(objectives, width))
    else:
        _listed(objectives)


def _listed(objectives: Sequence[BoardObjective]) -> None:
    columns = ("id", "objective / key result", "progress", "health", "confidence", "remarks")
    rows = [
        (one.number, f"{'  ' * depth}{one.title}", percent(one.progress), one.health, one.confidence, _remarks(one))
        for one, depth in _in_order(objectives)
    ]
    show_table(columns, rows)


def _drawn(objectives: Sequence[BoardObjective], width: int) -> Table:
    """Remarks stand beside where there is room for them, else below the title."""
    shown = _in_order(objectives)
    room = width - _BESIDES
    remarks = max((cell_len(_remarks(one)) for one, _ in shown), default=0) + 1
    beside = room - remarks >= _TITLE
    title = max(room - remarks if beside else room, 1)
    table = Table.grid(padding=(0, 1))
    table.add_column(width=title, no_wrap=True)
    for one, depth in shown:
        said, indent = Text(_remarks(one), style="dim"), "  " * depth
        drawn = Text("\n".join(broken(f"{indent}{one.number} {one.title}", title)))
        if isinstance(one, BoardObjective):
            drawn.stylize("bold")
        if said and not beside:
            drawn += Text("\n" + "\n".join(broken(f"{indent}{said.plain}", title)), style="dim")
        table.add_row(drawn, _bar(one), percent(one.progress), one.health or "", *([said] if beside else []))
    return table


def _in_order(objectives: Sequence[BoardObjective]) -> list[tuple[Shown, int]]:
    """Each objective, its key results with the objectives that serve them, then those that serve itself; how deep."""
    roots: list[Shown] = []
    under: dict[str, list[Shown]] = {}
    above: list[BoardObjective] = []
    for goal in objectives:
        level = goal.level or 0
        del above[level:]
        under[goal.id] = [*goal.key_results]
        if above:
            # What serves a key result that isn't shown any more stands below the objective itself.
            shown = any(one.id == goal.parent_key_result for one in above[-1].key_results)
            parent = goal.parent_key_result if shown and goal.parent_key_result else above[-1].id
            under.setdefault(parent, []).append(goal)
        else:
            roots.append(goal)
        above.append(goal)
    ahead, ordered = [(root, 0) for root in reversed(roots)], []
    while ahead:
        one, depth = ahead.pop()
        ordered.append((one, depth))
        ahead += [(each, depth + 1) for each in reversed(under.get(one.id, []))]
    return ordered


def _bar(shown: Shown) -> ProgressBar | str:
    if shown.progress is None:
        return ""
    colour = _COLOURS.get(shown.health or "", "cyan")
    done = min(max(shown.progress, 0), 100)
    return ProgressBar(total=100, completed=done, width=_BAR, complete_style=colour, finished_style=colour)


def _remarks(shown: Shown) -> str:
    return _of_goal(shown) if isinstance(shown, BoardObjective) else _of_key_result(shown)


def _of_goal(goal: BoardObjective) -> str:
    remarks = [f"serves {goal.aligned_to}"] if goal.aligned_to else []
    remarks += [state_of(goal)] if goal.status != "published" else []
    remarks += ["would close a circle, not followed"] if goal.cut else []
    remarks += ["isolated"] if goal.isolated else []
    return ", ".join(remarks)


def _of_key_result(one: BoardKeyResult) -> str:
    remarks = [f"from {one.made_of}"] if one.made_of in ("children", "links") else []
    remarks += ["set by hand"] if one.made_of == "override" or one.otherwise is not None else []
    if one.otherwise is not None and one.drift is not None:
        remarks.append(f"otherwise {one.otherwise} % (drift {one.drift:+d})")
    return ", ".join(remarks)
