"""`tomoni warnings`: which key results aren't well, and what the others' check-ins warn of before figures turn red."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.opened import okr_opened
from services.cli.output import Json, show, show_json, show_table
from shared.days import day_of

_WORDS = {
    "at-risk": "at risk already",
    "behind": "behind already",
    "stale": "stale: nobody has spoken of it for long",
    "confidence-falling": "confidence fell twice running",
    "unchanged-under-green": "the figure stands still, the report is green",
    "forecast-misses": "at this pace it misses its target",
}


def warnings(
    team: Annotated[str | None, typer.Option(help="Only this team.")] = None,
    quarter: Annotated[str | None, typer.Option(help="A quarter's label; else the quarters that run.")] = None,
    on: Annotated[str | None, typer.Option(help="Seen from this day, such as 2026-08-03; today by default.")] = None,
    json: Json = False,
) -> None:
    """Which key results somebody should look at, and why."""

    async def work() -> list[dict[str, Any]]:
        seen_from = None if on is None else day_of(on)
        async with okr_opened() as okr:
            return [
                {"id": one.number, "title": one.title, "team": one.team, "signals": list(one.signals)}
                for one in await okr.phasing.early_warnings(datetime.now(UTC), on=seen_from, team=team, quarter=quarter)
            ]

    found = execute(work())
    if json:
        show_json(found)
    elif not found:
        show("nothing is at risk, behind or stale, and no check-in warns of that")
    else:
        rows = [
            (one["id"], one["title"], one["team"], "; ".join(map(_WORDS.__getitem__, one["signals"]))) for one in found
        ]
        show_table(("id", "key result", "team", "why"), rows)
