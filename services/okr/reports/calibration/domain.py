"""How well people's confidence foretold the score: over quarters and teams, never over a person.

A confidence of 7 of 10 is taken as the forecast of a score of 0.7. Two forecasts of each key result count, side by
side: the *first* that was stated in the quarter, and the one that stood in the *middle*: the last stated by the end of
the day that halves it. What was said later knew too much of the end. All exact until it is rounded to four places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.okr.kernel.rule_book import quantised

ENOUGH = 5
"""Figures over fewer key results than this say so."""

BANDS: dict[str, range] = {"0-3": range(4), "4-6": range(4, 7), "7-10": range(7, 11)}
"""Confidence as its colours have it: red, yellow, green."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What was stated of one key result, and what it scored. None where no confidence was stated by then."""

    team: str | None
    first: int | None
    middle: int | None
    score: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The key results that were forecast alike: how many, the mean forecast and score, the mean absolute error.

    `few` where there are fewer than five: then the figures say little.
    """

    confidence: str
    key_results: int
    few: bool
    mean_forecast: Decimal | None
    mean_score: Decimal | None
    mean_absolute_error: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One kind of forecast: over all, by band, and by each level from 0 to 10. `unstated` had none."""

    whole: Level
    bands: tuple[Level, ...]
    levels: tuple[Level, ...]
    unstated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFigures:
    """A team's figures; `team` is None for objectives of no team."""

    team: str | None
    first: Figures
    middle: Figures


def figures(forecasts: Sequence[Forecast], stated: Callable[[Forecast], int | None]) -> Figures:
    """The figures of the forecasts that `stated` picks."""
    known = [(confidence, each.score) for each in forecasts if (confidence := stated(each)) is not None]
    return Figures(
        whole=_level("all", known),
        bands=tuple(_level(name, [one for one in known if one[0] in levels]) for name, levels in BANDS.items()),
        levels=tuple(_level(str(level), [one for one in known if one[0] == level]) for level in range(11)),
        unstated=len(forecasts) - len(known),
    )


def of_team(team: str | None, forecasts: Sequence[Forecast]) -> TeamFigures:
    """Both kinds of figures of a team's own forecasts."""
    own = [each for each in forecasts if each.team == team]
    return TeamFigures(team=team, first=figures(own, first), middle=figures(own, middle))


def by_team(teams: Iterable[str | None], forecasts: Sequence[Forecast]) -> tuple[TeamFigures, ...]:
    """Each team's figures, in order of their names; those of no team last."""
    ordered = sorted(set(teams), key=lambda team: (team is None, team or ""))
    return tuple(of_team(each, forecasts) for each in ordered)


def first(forecast: Forecast) -> int | None:
    """What was stated first."""
    return forecast.first


def middle(forecast: Forecast) -> int | None:
    """What stood in the middle of the quarter."""
    return forecast.middle


def _level(name: str, known: Sequence[tuple[int, Fraction]]) -> Level:
    stated = [(Fraction(confidence, 10), score) for confidence, score in known]
    return Level(
        confidence=name,
        key_results=len(known),
        few=len(known) < ENOUGH,
        mean_forecast=_mean([forecast for forecast, _ in stated]),
        mean_score=_mean([score for _, score in stated]),
        mean_absolute_error=_mean([abs(forecast - score) for forecast, score in stated]),
    )


def _mean(parts: Sequence[Fraction]) -> Decimal | None:
    return quantised(sum(parts, Fraction(0)) / len(parts)) if parts else None
