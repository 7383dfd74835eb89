"""How well confidence foretold scores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection, select

from services.okr import typed_ids as resolve
from services.okr.kernel.rule_book import rule_book
from services.okr.known_teams import must_be_a_team
from services.okr.objectives.views import results
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.quarters import view as quarters
from services.okr.quarters.domain import QuarterStage
from services.okr.reports.calibration import domain as calibration
from services.okr.reports.calibration.domain import Figures, Forecast, Level, TeamFigures
from services.okr.runtime.command_context import CommandContext
from shared.company.company_days import CompanyDays
from shared.events import NotFound, WrongState


class CalibrationHandlers:
    """Questions about quarters that have ended."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def of_quarter(self, *, quarter: str, team: str | None = None) -> Calibration:
        """Confidence against final scores, of a quarter and its teams. Raises NotFound, WrongState before its end."""
        here, team = await self._context.company_days(), await self._context.known_team(team)

        def read(connection: Connection) -> Calibration:
            return calibration_of(connection, resolve.quarter(connection, quarter), here, team)

        return await self._context.ask(read)

    async def history(self, *, quarters: Sequence[str] = (), teams: Sequence[str] = ()) -> CalibrationHistory:
        """The same over several quarters, or all that have ended; of some teams only. Raises NotFound, WrongState."""
        here = await self._context.company_days()

        def read(connection: Connection) -> CalibrationHistory:
            wanted = [resolve.quarter(connection, each) for each in quarters]
            named = [must_be_a_team(connection, each) for each in teams]
            return calibration_over(connection, wanted, here, named)

        return await self._context.ask(read)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterCalibrated:
    """One quarter of several: its figures over all of its key results."""

    quarter: str
    label: str
    rules: str
    middle_day: date
    key_results: int
    never_checked_in: int
    first: Level
    middle: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationHistory:
    """How well confidence foretold scores over several quarters together, quarter by quarter, and team by team.

    Each key result counts once, whatever quarter it is of; `quarters` are in order of their days.
    """

    key_results: int
    never_checked_in: int
    first: Figures
    middle: Figures
    quarters: tuple[QuarterCalibrated, ...]
    teams: tuple[TeamFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is known of an ended quarter's key results: how many there are, and the forecasts of those that scored.

    `teams` have key results in it, `with_objectives` those and whoever has none.
    """

    quarter: str
    label: str
    rules: str
    middle_day: date
    key_results: int
    with_objectives: frozenset[str | None]
    teams: frozenset[str | None]
    forecasts: tuple[Forecast, ...]

    @property
    def never_checked_in(self) -> int:
        return self.key_results - len(self.forecasts)


def calibration_of(connection: Connection, quarter: str, here: CompanyDays, team: str | None = None) -> Calibration:
    """The calibration of an ended quarter, or of one team in it; days are those of `here`, unless the
    quarter counts by rules that knew the installation's only.

    A key result scores what the rule book makes of its final progress. Raises NotFound where there is no such quarter
    or the team has nothing in it, WrongState where the quarter has not ended.
    """
    told = _told(connection, quarter, here, team)
    if team is not None and not told.with_objectives:
        raise NotFound(f"the team {team!r} has no objective in {told.label}; give a team as the board names it")
    return Calibration(
        quarter=quarter,
        label=told.label,
        rules=told.rules,
        middle_day=told.middle_day,
        key_results=told.key_results,
        never_checked_in=told.never_checked_in,
        first=calibration.figures(told.forecasts, calibration.first),
        middle=calibration.figures(told.forecasts, calibration.middle),
        teams=calibration.by_team(told.teams, told.forecasts),
    )


def calibration_over(
    connection: Connection, wanted: Sequence[str], here: CompanyDays, teams: Collection[str] = ()
) -> CalibrationHistory:
    """The calibration of these ended quarters together, or of some teams in them; of none: of all that have ended.

    Raises NotFound where there is no such quarter, or a team has nothing in any of them, WrongState where one has not
    ended.
    """
    ids = list(dict.fromkeys(wanted)) or quarters.ended(connection)
    found = sorted(
        (_told(connection, each, here, *teams) for each in ids), key=lambda told: (told.middle_day, told.label)
    )
    forecasts = [forecast for told in found for forecast in told.forecasts]
    known = {team for told in found for team in told.with_objectives}
    for team in teams:
        if team not in known:
            raise NotFound(f"the team {team!r} has no objective in these quarters; give a team as the board names it")
    return CalibrationHistory(
        key_results=sum(told.key_results for told in found),
        never_checked_in=sum(told.never_checked_in for told in found),
        first=calibration.figures(forecasts, calibration.first),
        middle=calibration.figures(forecasts, calibration.middle),
        quarters=tuple(
            QuarterCalibrated(
                quarter=told.quarter,
                label=told.label,
                rules=told.rules,
                middle_day=told.middle_day,
                key_results=told.key_results,
                never_checked_in=told.never_checked_in,
                first=calibration.figures(told.forecasts, calibration.first).whole,
                middle=calibration.figures(told.forecasts, calibration.middle).whole,
            )
            for told in found
        ),
        teams=calibration.by_team({team for told in found for team in told.teams}, forecasts),
    )


def _told(connection: Connection, quarter: str, here: CompanyDays, *teams: str | None) -> _Told:
    """What an ended quarter's key results scored, and what was stated of them; of some teams, where any is named."""
    row = quarters.by_id(connection, quarter)
    if row is None:
        raise NotFound(f"there is no quarter {quarter!r}; list the quarters to see their labels")
    if row["phase"] != QuarterStage.ENDED.value:
        raise WrongState(f"{row['label']} has not ended, so nothing has a final score; ask again when it has")
    published = [each for each in results.of_quarter(connection, quarter) if each.outcome["published"]]
    named = {team for team in teams if team is not None}
    if named:
        published = [each for each in published if each.team in named]
    book = rule_book(quarters.rules_of(connection, quarter))
    parts = [
        (goal.team, one.key_result, book.key_result(one.progress)) for goal in published for one in goal.key_results
    ]
    if book.days_of_installation:
        here = replace(here, calendar=())
    middle_day: date = row["start"] + (row["end"] - row["start"]) // 2
    begins, halved, over = here.begins(row["start"]), here.over(middle_day), here.over(row["end"])
    stated = _stated(connection, quarter, begins, halved, over)
    return _Told(
        quarter=quarter,
        label=row["label"],
        rules=book.name,
        middle_day=middle_day,
        key_results=len(parts),
        with_objectives=frozenset(goal.team for goal in published),
        teams=frozenset(of for of, _, _ in parts),
        forecasts=tuple(
            Forecast(team=of, first=first, middle=middle, score=Fraction(score))
            for of, id_, score in parts
            if score is not None
            for first, middle in [stated.get(id_, (None, None))]
        ),
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
