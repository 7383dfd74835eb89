"""What a company decides once for all its OKRs: the fiscal calendar and the thresholds. One aggregate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never, get_args
from zoneinfo import ZoneInfo

from services.okr.kernel import rules
from services.okr.kernel.permissions import Action
from shared.company.calendar import CalendarVersion
from shared.events import (
    CalendarChanged,
    Event,
    Invalid,
    LabelYear,
    PaceBy,
    ThresholdsSet,
    Unfitting,
    WrongState,
    named_id,
)

COMPANY = named_id("company", "own")
"""The id of the only company that an installation has."""

PUBLISHED = ThresholdsSet()
"""The thresholds that hold until somebody sets others."""


@dataclass(frozen=True, slots=True)
class Company:
    """What the company's events so far add up to."""

    calendar: tuple[CalendarVersion, ...] = ()
    thresholds: ThresholdsSet = PUBLISHED


def evolve(company: Company, event: Event) -> Company:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case CalendarChanged(start_month=month, label_year=label, since=since, zone=zone):
            return replace(company, calendar=(*company.calendar, CalendarVersion(month, label, since, zone)))
        case ThresholdsSet():
            return replace(company, thresholds=event)
        case _:
            return company


@dataclass(frozen=True, slots=True)
class ChangeCalendar:
    """Let the fiscal year begin with `start_month`, from `since` on."""

    action: ClassVar[Action] = Action.SET_COMPANY

    start_month: int
    label_year: LabelYear
    since: date
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class SetThresholds:
    """From now on these figures say what is called what."""

    action: ClassVar[Action] = Action.SET_COMPANY

    thresholds: ThresholdsSet


Command = ChangeCalendar | SetThresholds


def decide(command: Command, company: Company) -> list[Event]:
    """The events that the command brings about; none where everything is so already. Raises Invalid, WrongState."""
    match command:
        case ChangeCalendar():
            return _change(command, company)
        case SetThresholds(thresholds=thresholds):
            _check(thresholds)
            return [] if thresholds == company.thresholds else [thresholds]
        case _:
            assert_never(command)


def _change(command: ChangeCalendar, company: Company) -> list[Event]:
    if not 1 <= command.start_month <= 12:
        raise Invalid(f"the fiscal year begins with month {command.start_month}; give 1 (January) to 12 (December)")
    if command.since.day != 1:
        raise Invalid(f"a calendar changes on the first of a month, not on {command.since}; choose such a day")
    if command.zone is not None:
        _zone(command.zone)
    last = company.calendar[-1] if company.calendar else None
    version = CalendarVersion(command.start_month, command.label_year, command.since, command.zone)
    if last == version:
        return []
    if last is not None and command.since <= last.since:
        raise WrongState(f"the calendar has already changed on {last.since}; what was named stays: choose a later day")
    return [
        CalendarChanged(
            start_month=command.start_month, label_year=command.label_year, since=command.since, zone=command.zone
        )
    ]


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Unfitting(f"there is no time zone {name!r}; give one of the IANA names, such as Asia/Tokyo") from None


def _check(wished: ThresholdsSet) -> None:
    for name in ("on_track_below", "behind_up_to", "too_safe_above", "ratio_on_track_from", "ratio_behind_from"):
        rules.decimal(getattr(wished, name), name)
    if not 0 <= wished.on_track_below <= wished.behind_up_to <= 100:
        raise Unfitting(
            f"on track below {wished.on_track_below} and behind up to {wished.behind_up_to} points are out of order; "
            "give two figures from 0 to 100, the first no greater than the second"
        )
    if wished.pace_by not in get_args(PaceBy):
        raise Invalid(
            f"pace is told by {' or by '.join(get_args(PaceBy))}, not by {wished.pace_by!r}; give one of these"
        )
    if not 0 <= wished.ratio_behind_from <= wished.ratio_on_track_from <= 1:
        raise Unfitting(
            f"on track from {wished.ratio_on_track_from} and behind from {wished.ratio_behind_from} of what is due are "
            "out of order; give two ratios from 0 to 1, the first no less than the second"
        )
    if not 0 <= wished.confidence_yellow <= wished.confidence_green <= 10:
        raise Unfitting(
            "the bounds of confidence are out of order; give two from 0 to 10, yellow no greater than green"
        )
    if not 0 <= wished.too_safe_above <= 1:
        raise Invalid(f"too safe above {wished.too_safe_above} is no score; give 0 to 1")
    for name in ("stale_days", "unchanged_days"):
        if not 1 <= getattr(wished, name) <= 366:
            raise Invalid(f"{name} is {getattr(wished, name)}; give 1 to 366 days")
    for name in ("late_days", "back_days"):
        if not 0 <= getattr(wished, name) <= 366:
            raise Invalid(f"{name} is {getattr(wished, name)}; give 0 to 366 days")
