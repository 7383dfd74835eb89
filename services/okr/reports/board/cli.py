"""`tomoni board`: objectives and key results, now or as they stood on any day."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.instants import instant
from services.cli.opened import on_okr
from services.cli.output import Json
from services.okr.objectives.cli.standing import show_board


def board(
    quarter: Annotated[str | None, typer.Option(help="A quarter's label, or backlog; all by default.")] = None,
    team: Annotated[str | None, typer.Option(help="Only this team's objectives.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="As things stood then: a day, which means its end, or a time.")
    ] = None,
    known_at: Annotated[str | None, typer.Option(help="As far as the system had been told by then.")] = None,
    json: Json = False,
) -> None:
    """Objectives, key results, progress and confidence."""
    effective, known = instant("--as-of", as_of), instant("--known-at", known_at)

    show_board(
        on_okr(lambda okr: okr.boards.board(quarter=quarter, team=team, effective=effective, known=known)), json=json
    )
