"""Where objectives and key results stand, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from services.cli.cells import percent
from services.cli.output import show, show_json, show_table

if TYPE_CHECKING:
    from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective


def show_board(objectives: Sequence[BoardObjective], *, json: bool = False) -> None:
    """The board as a table: each objective, under it its key results."""
    if json:
        show_json(objectives)
        return
    if not objectives:
        show("no objectives here")
        return
    columns = ("id", "objective / key result", "team", "where it stands", "progress", "confidence")
    rows: list[tuple[object, ...]] = []
    for goal in objectives:
        rows.append((goal.number, goal.title, goal.team, state_of(goal), percent(goal.progress), goal.confidence))
        rows += [
            (one.number, f"  {one.title}", "", stands(one), percent(one.progress), one.confidence)
            for one in goal.key_results
        ]
    show_table(columns, rows)


def state_of(goal: BoardObjective) -> str:
    """What became of an objective, else how far its life has come, as a person says it."""
    return "not successful" if goal.result == "notsuccessful" else goal.result or goal.status


def stands(one: BoardKeyResult) -> str:
    """Where the key result stands, and where it should be, as its measure tells it."""
    return f"{_now(one)}{_wanted(one.measure)}"


def _now(one: BoardKeyResult) -> str:
    if one.made_of == "children":
        return "from objectives"
    if one.check_in is None and one.made_of != "links":
        return "set by hand" if one.made_of == "override" else "never checked in"
    if one.kind == "binary":
        return "done" if one.value else "not done"
    if one.reached is not None:
        return ", ".join(one.reached) or "nothing yet"
    if one.value is None:
        return one.zone or "never checked in"
    return f"{one.value} {one.unit}" if one.unit else f"{one.value}"


def _wanted(measure: dict[str, Any]) -> str:
    match measure:
        case {"kind": "metric", "baseline": baseline, "target": target}:
            return f" ({baseline} → {target})"
        case {"kind": "maintain", "lower": lower, "upper": upper}:
            return f" ({lower} to {upper})"
        case {"kind": "maintain", "lower": lower}:
            return f" (at least {lower})"
        case {"kind": "maintain", "upper": upper}:
            return f" (at most {upper})"
        case {"kind": "checkpoints", "points": [{"value": first}, *_, {"value": last}]}:
            return f" ({first} → {last})"
        case {"kind": "milestones", "milestones": milestones}:
            return f" (of {len(milestones)})"
        case {"kind": "stages", "stages": [*_, {"name": last}]}:
            return f" (→ {last})"
        case _:
            return ""
