"""`tomoni calibration`: how well confidence foretold the scores of a quarter, of several, or of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.opened import on_okr
from services.cli.output import Json, show, show_json, show_table
from services.okr.reports.calibration.domain import ENOUGH
from services.okr.reports.calibration.handlers import Calibration, CalibrationHistory

if TYPE_CHECKING:
    from services.okr.reports.calibration.domain import Figures, Level
    from services.okr.service import Okr


def calibration(
    quarters: Annotated[
        list[str] | None, typer.Argument(help="Labels of quarters that have ended; all that have, where none is named.")
    ] = None,
    team: Annotated[list[str] | None, typer.Option(help="Only this team's objectives; repeated, of several.")] = None,
    levels: Annotated[bool, typer.Option("--levels", help="Each level from 0 to 10, not the bands.")] = False,
    json: Json = False,
) -> None:
    """Confidence ÷ 10 as a forecast, against the final score: mean absolute error, over all, by band and by team."""
    named, teams = quarters or [], team or []

    async def work(okr: Okr) -> Calibration | CalibrationHistory:
        if len(named) == 1 and len(teams) < 2:
            return await okr.calibration.of_quarter(quarter=named[0], team=teams[0] if teams else None)
        return await okr.calibration.history(quarters=named, teams=teams)

    found = on_okr(work)
    if json:
        show_json(found)
        return
    halfway = f"by {found.middle_day}" if isinstance(found, Calibration) else "by the middle"
    rows = [*_rows("all", "first", found.first, levels), *_rows("all", halfway, found.middle, levels)]
    if isinstance(found, CalibrationHistory):
        for each in found.quarters:
            rows += [_row(each.label, "first", each.first), _row(each.label, f"by {each.middle_day}", each.middle)]
    for one in found.teams:
        name = one.team or "no team"
        rows += [_row(name, "first", one.first.whole), _row(name, halfway, one.middle.whole)]
    over = "team" if isinstance(found, Calibration) else "quarter or team"
    show_table((over, "forecast", "confidence", "key results", "mean forecast", "mean score", "mean error", ""), rows)
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
