"""`tomoni calibration`: how well confidence foretold the scores of a quarter."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.opened import okr_opened
from services.cli.output import Json, show, show_json, show_table
from services.okr.domain.calibration import ENOUGH, Figures, Level
from services.okr.views.calibrating import Calibration


def calibration(
    quarter: Annotated[str, typer.Argument(help="The label of a quarter that has ended.")],
    team: Annotated[str | None, typer.Option(help="Only this team's objectives.")] = None,
    levels: Annotated[bool, typer.Option("--levels", help="Each level from 0 to 10, not the bands.")] = False,
    json: Json = False,
) -> None:
    """Confidence ÷ 10 as a forecast, against the final score: mean absolute error, over all, by band and by team."""

    async def work() -> Calibration:
        async with okr_opened() as okr:
            return await okr.calibration(quarter=quarter, team=team)

    found = execute(work())
    if json:
        show_json(found)
        return
    rows = [*_rows("all", "first", found.first, levels), *_rows("all", f"by {found.middle_day}", found.middle, levels)]
    for each in found.teams:
        name = each.team or "no team"
        rows += [_row(name, "first", each.first.whole), _row(name, f"by {found.middle_day}", each.middle.whole)]
    columns = ("team", "forecast", "confidence", "key results", "mean forecast", "mean score", "mean error", "")
    show_table(columns, rows)
    show(f"{found.key_results} key results, {found.never_checked_in} of them never checked in and not counted")


def _rows(team: str, which: str, figures: Figures, levels: bool) -> list[tuple[Any, ...]]:
    parts = figures.levels if levels else figures.bands
    return [
        _row(team, which, level) for level in (figures.whole, *parts) if level.key_results or level is figures.whole
    ]


def _row(team: str, which: str, level: Level) -> tuple[Any, ...]:
    said = f"fewer than {ENOUGH}: says little" if level.few else ""
    figures = (level.mean_forecast, level.mean_score, level.mean_absolute_error)
    return (team, which, level.confidence, level.key_results, *figures, said)
