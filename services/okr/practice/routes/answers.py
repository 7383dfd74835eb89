"""What an answer says of the practice: measures beside their ideals, and what a measure did around support given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.okr.practice.domain.measures import NOTHING, Figure
from services.okr.practice.domain.state import Gap, MeasureState, Point
from services.okr.practice.guides import GUIDE_FOR, guide
from services.okr.practice.handlers.ideals import PracticeState
from services.okr.practice.handlers.support import SupportSeen
from shared.events import PracticeMeasure


@dataclass(frozen=True, slots=True)
class Measured:
    """So many (`kept`) of so many (`of`), and what that is in percent."""

    percent: Decimal
    kept: int
    of: int


@dataclass(frozen=True, slots=True)
class GuideLink:
    """The guide that helps with a measure: its id, its version, and where it is read."""

    guide: str
    version: int
    href: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the practice. `ideal_of` says whose ideal it is: the team's own, or the company's.

    `present` is None where nothing can be measured, and `nothing` says why; then there is no gap, as without an ideal.
    `trend` is what it was at the last twelve week ends.
    """

    measure: PracticeMeasure
    ideal: Decimal | None
    ideal_of: str | None
    present: Measured | None
    nothing: str | None
    gap: Decimal | None
    trend: tuple[Point, ...]
    guide: GuideLink


@dataclass(frozen=True, slots=True)
class Practice:
    """The practice of a team, or of the company, at the end of the day `on`."""

    team: str | None
    on: date
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Short:
    """Where a team, or the company, falls short: by how many points (`gap`), and the guide that helps."""

    team: str | None
    measure: PracticeMeasure
    ideal: Decimal
    ideal_of: str
    present: Measured
    gap: Decimal
    guide: GuideLink


@dataclass(frozen=True, slots=True)
class Gaps:
    """All of them at the end of the day `on`, the widest first."""

    on: date
    items: tuple[Short, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Support that was given, by whom, with which version of which guide; `words` are the giver's own.

    `before` is the measure in the four weeks up to that day, `after` in those that follow, of which `days_after` days
    are over; `weeks` are all eight, each by itself.
    """

    support: str
    number: int
    team: str | None
    measure: str
    guide: str | None
    guide_version: int | None
    by: str
    given: datetime
    words: str | None
    before: Measured | None
    after: Measured | None
    days_after: int
    weeks: tuple[Point, ...]


def practice_shown(state: PracticeState) -> Practice:
    """The whole of it."""
    return Practice(state.team, state.on, tuple(_measure(each) for each in state.measures))


def gaps_shown(day: date, found: Sequence[Gap]) -> Gaps:
    """All of them."""
    return Gaps(day, tuple(_short(each) for each in found))


def support_shown(seen: SupportSeen, words: str | None) -> Support:
    """One of them, with its words as they are to be shown."""
    names = ("support", "number", "team", "measure", "guide", "guide_version", "by", "given")
    row, effect = seen.row, seen.effect
    return Support(
        **{name: row[name] for name in names},
        words=words,
        before=_measured(effect.before),
        after=_measured(effect.after),
        days_after=effect.days_after,
        weeks=effect.weeks,
    )


def _measure(state: MeasureState) -> Measure:
    return Measure(
        measure=state.measure,
        ideal=state.ideal,
        ideal_of=state.ideal_of,
        present=_measured(state.present),
        nothing=NOTHING[state.measure] if state.present is None else None,
        gap=state.gap,
        trend=state.trend,
        guide=_link(state.measure),
    )


def _short(gap: Gap) -> Short:
    present = Measured(gap.present.percent, gap.present.kept, gap.present.of)
    return Short(gap.team, gap.measure, gap.ideal, gap.ideal_of, present, gap.gap, _link(gap.measure))


def _link(measure: PracticeMeasure) -> GuideLink:
    helps = guide(GUIDE_FOR[measure])
    return GuideLink(helps.guide, helps.version, f"/guides/{helps.guide}")


def _measured(figure: Figure | None) -> Measured | None:
    return None if figure is None else Measured(figure.percent, figure.kept, figure.of)
