"""A quarter's forecasts and final scores, read for `calibration`. Queries only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection, select

from services.okr.domain import calibration
from services.okr.domain.calibration import Figures, Forecast, TeamFigures
from services.okr.domain.company_days import CompanyDays
from services.okr.domain.quarter import Phase
from services.okr.domain.rule_book import rule_book
from services.okr.views import endings, quarters, results
from services.okr.views.check_ins import CheckIns
from services.okr.views.key_results import KeyResults
from services.okr.views.objectives import Objectives
from shared.events import NotFound, WrongState

_check_ins, _key_results, _objectives = CheckIns.table.c, KeyResults.table.c, Objectives.table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How well a quarter's confidence foretold its scores, over all and team by team.

    `middle_day` halves the quarter. `never_checked_in` key results have no score and no part in the figures.
    """

    quarter: str
    label: str
    rules: str
    middle_day: date
    key_results: int
    never_checked_in: int
    first: Figures
    middle: Figures
    teams: tuple[TeamFigures, ...]


def calibration_of(connection: Connection, quarter: str, here: CompanyDays, team: str | None = None) -> Calibration:
    """The calibration of an ended quarter, or of one team in it; days are those of `here`, unless the
    quarter counts by rules that knew the installation's only.

    A key result scores what the rule book makes of its final progress. Raises NotFound where there is no such quarter
    or the team has nothing in it, WrongState where the quarter has not ended.
    """
    row = quarters.by_id(connection, quarter)
    if row is None:
        raise NotFound(f"there is no quarter {quarter!r}; list the quarters to see their labels")
    if row["phase"] != Phase.ENDED.value:
        raise WrongState(f"{row['label']} has not ended, so nothing has a final score; ask again when it has")
    published = [each for each in results.of_quarter(connection, quarter) if each.outcome["published"]]
    if team is not None:
        published = [each for each in published if each.team == team]
        if not published:
            raise NotFound(f"the team {team!r} has no objective in {row['label']}; give a team as the board names it")
    book = rule_book(endings.rules_of(connection, quarter))
    parts = [
        (goal.team, one.key_result, book.key_result(one.progress)) for goal in published for one in goal.key_results
    ]
    if book.days_of_installation:
        here = replace(here, calendar=())
    middle_day: date = row["start"] + (row["end"] - row["start"]) // 2
    begins, halved, over = here.begins(row["start"]), here.over(middle_day), here.over(row["end"])
    stated = _stated(connection, quarter, begins, halved, over)
    forecasts = [
        Forecast(team=of, first=first, middle=middle, score=Fraction(score))
        for of, id_, score in parts
        if score is not None
        for first, middle in [stated.get(id_, (None, None))]
    ]
    teams = sorted({of for of, _, _ in parts}, key=lambda of: (of is None, of or ""))
    return Calibration(
        quarter=quarter,
        label=row["label"],
        rules=book.name,
        middle_day=middle_day,
        key_results=len(parts),
        never_checked_in=len(parts) - len(forecasts),
        first=calibration.figures(forecasts, calibration.first),
        middle=calibration.figures(forecasts, calibration.middle),
        teams=tuple(calibration.of_team(each, forecasts) for each in teams),
    )


def _stated(
    connection: Connection, quarter: str, start: datetime, middle: datetime, end: datetime
) -> dict[str, tuple[int | None, int | None]]:
    """By key result: the first confidence that was stated in the quarter, and the last one by its middle."""
    query = (
        select(_check_ins.key_result, _check_ins.confidence, _check_ins.time)
        .join_from(CheckIns.table, KeyResults.table, _key_results.key_result == _check_ins.key_result)
        .join(Objectives.table, _objectives.objective == _key_results.objective)
        .where(_objectives.quarter == quarter, _check_ins.retracted.is_(None), _check_ins.confidence.is_not(None))
        .order_by(_check_ins.time, _check_ins.position)
    )
    found: dict[str, tuple[int | None, int | None]] = {}
    for row in connection.execute(query):
        if start <= row.time < end:
            first, last = found.get(row.key_result, (None, None))
            earliest = row.confidence if first is None else first
            found[row.key_result] = (earliest, row.confidence if row.time < middle else last)
    return found
