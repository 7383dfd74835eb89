"""`tomoni insights`: what buddy groups chose to tell everybody."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.opened import on_okr
from services.cli.output import Json, show, show_json, show_table


def insights(
    quarter: Annotated[str | None, typer.Option(help="Only those told on the days of this quarter.")] = None,
    json: Json = False,
) -> None:
    """What buddy groups chose to tell everybody, for the win session."""

    found = on_okr(lambda okr: okr.insights.shared(quarter))
    if json:
        show_json(found)
    elif not found:
        show("no buddy group has told anything yet")
    else:
        rows = [(one.shared.date(), one.objective_code or one.objective, one.text) for one in found]
        show_table(("told", "about", "insight"), rows)
