"""`tomoni win strongest`: the strongest wins of a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.opened import on_okr
from services.cli.output import Json, show, show_json, show_table
from services.okr.win_sessions.cli.contributions import win_with_telling

if TYPE_CHECKING:
    from services.okr.win_sessions.handlers.wins import StrongWin

win_with_strongest = win_with_telling
"""The command with the one of this module, for the program to take."""

_COLUMNS = ("place", "win", "of", "what", "moved", "since", "team", "who", "strength", "made of")


@win_with_strongest.command("strongest")
def strongest(
    quarter: Annotated[str, typer.Option(help="Whose days count: a quarter's label, such as 2024-Q2.")],
    top: Annotated[int, typer.Option(help="How many, the strongest first.")] = 10,
    team: Annotated[str | None, typer.Option(help="Only those of this team's objectives.")] = None,
    json: Json = False,
) -> None:
    """The strongest wins of a quarter, out of its history; nothing is written.

    What counts is the way gone (0 to 100 % of it), what was entered (commit 10, target 25, the end of the way 50), what
    lies beyond, and the doubt that was overcome (2 for each point of confidence). Where there are more wins than
    places, no team has more than three tenths of these and no objective or person more than a fifth.
    """

    found = on_okr(lambda okr: okr.strongest_wins.of(quarter=quarter, top=top, team=team))
    if json:
        show_json(found)
        return
    whose = found.label if found.team is None else f"{found.team} in {found.label}"
    if not found.items:
        show(f"{whose}: no win yet; check in, and what moves forward is one")
        return
    show_table(_COLUMNS, [_row(win) for win in found.items], title=f"The strongest wins of {whose}")
    if found.left_out:
        show(f"and {found.left_out} more")
    if found.expected is not None:
        show(f"{found.met} of {found.expected} buddy meetings were held")


def _row(win: StrongWin) -> tuple[Any, ...]:
    return (
        win.place,
        win.kind,
        win.key_result_number or win.objective_number,
        win.words or win.key_result_title,
        _moved(win),
        win.time.date(),
        win.team,
        ", ".join(win.who),
        win.strength,
        _made_of(win),
    )


def _made_of(win: StrongWin) -> str:
    """Its points one by one: what a reader may disagree with."""
    parts = [(name, getattr(win.made_of, name)) for name in ("way", "entered", "beyond", "doubt", "alone")]
    return " + ".join(f"{name} {points:f}".removesuffix(".0") for name, points in parts if points)


def _moved(win: StrongWin) -> str | None:
    if win.kind == "first-check-in":
        return win.after
    if win.before is None or win.after is None:
        return win.after
    if win.kind == "confidence-up":
        return f"confidence {win.before} → {win.after}"
    unit = f" {win.unit}" if win.unit else ""
    target = "" if win.target is None else f" (target {win.target:f})"
    return f"{win.before} → {win.after}{unit}{target}"
