"""A team's four boxes: its priorities of the week, how sure it is, what comes in the next four weeks, its health.

After Christina Wodtke, *Radical Focus* (2016). A week's boxes are filled in that week or the one before, and may be
filled anew until it is over; whether its priorities were kept is said from its first day on, also when it is over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar, assert_never

from services.okr.kernel import rules
from services.okr.kernel.permissions import Action, Concerned
from shared.days import monday_written
from shared.events import (
    BoxConfidence,
    Event,
    FourBoxesFilled,
    HealthSign,
    Invalid,
    NotFound,
    Priority,
    PriorityMarked,
    Sealed,
    TeamHealth,
    Unfitting,
    WrongState,
    iso_week,
    monday_of,
)

MOST_PRIORITIES = 8
"""More than these are no priorities."""

MOST_LINES = 20
"""Lines in each of the other boxes."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the team means to do this week, and for which key result."""

    text: str
    key_result: str | None = None


@dataclass(frozen=True, slots=True)
class HealthTold:
    """How it is with something that must not suffer meanwhile."""

    name: str
    sign: HealthSign
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """What somebody fills the boxes with, in his own words."""

    priorities: tuple[Intent, ...]
    next_weeks: tuple[str, ...] = ()
    health: tuple[HealthTold, ...] = ()


@dataclass(frozen=True, slots=True)
class Boxes:
    """What the events of a team's four boxes add up to: what each week was filled with, and what was said of it."""

    filled: Mapping[str, FourBoxesFilled] = field(default_factory=dict)
    marks: Mapping[tuple[str, str], bool] = field(default_factory=dict)


def evolve(boxes: Boxes, event: Event) -> Boxes:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case FourBoxesFilled(week=week):
            return replace(boxes, filled={**boxes.filled, week: event})
        case PriorityMarked(week=week, priority=priority, kept=kept):
            return replace(boxes, marks={**boxes.marks, (week, priority): kept})
        case _:
            return boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Fill the week's boxes, all four, with lines that were `checked` and then sealed; `this_week` is the present one.

    Private key results are none of these.
    """

    action: ClassVar[Action] = Action.FILL_BOXES

    team: str
    week: str
    this_week: str
    priorities: tuple[Priority, ...]
    confidence: tuple[BoxConfidence, ...] = ()
    next_weeks: tuple[Sealed, ...] = ()
    health: tuple[TeamHealth, ...] = ()

    def concerned(self, state: Boxes) -> Concerned:
        """The team."""
        return Concerned(team=self.team)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Say of a priority, by its id or its place from 1, whether it was kept; without a week, of the last one filled."""

    action: ClassVar[Action] = Action.FILL_BOXES

    team: str
    week: str | None
    this_week: str
    priority: str
    kept: bool

    def concerned(self, state: Boxes) -> Concerned:
        """The team."""
        return Concerned(team=self.team)


Command = Fill | Mark


def decide(command: Command, boxes: Boxes) -> list[Event]:
    """The events that the command brings about; none where it is so already. Raises Invalid, NotFound, WrongState."""
    match command:
        case Fill():
            filled = _filled(command)
            return [] if boxes.filled.get(filled.week) == filled else [filled]
        case Mark(kept=kept):
            week = _marked_week(command, boxes)
            priority = _priority(command.priority, boxes.filled[week])
            marked = PriorityMarked(week=week, priority=priority.priority, kept=kept)
            return [] if boxes.marks.get((week, priority.priority)) is kept else [marked]
        case _:
            assert_never(command)


def week_of(text: str) -> str:
    """The ISO week, such as 2026-W33. Raises Invalid for what is none."""
    return iso_week(monday_written(text.strip().upper()))


def _filled(command: Fill) -> FourBoxesFilled:
    week = week_of(command.week)
    coming = iso_week(monday_of(command.this_week) + timedelta(days=7))
    if week not in (command.this_week, coming):
        raise WrongState(
            f"the boxes of {week} can't be filled now; fill those of {command.this_week}, or of {coming} ahead of time"
        )
    return FourBoxesFilled(
        team=rules.label(command.team, "team"),
        week=week,
        priorities=command.priorities,
        confidence=command.confidence,
        next_weeks=command.next_weeks,
        health=command.health,
    )


def checked(lines: Lines) -> Lines:
    """The lines without blanks around them. Raises Invalid for what no boxes can be filled with."""
    if not lines.priorities:
        raise Invalid("the boxes have no priority; say what matters most this week")
    _must_be_few(len(lines.priorities), MOST_PRIORITIES, "priorities")
    _must_be_few(len(lines.next_weeks), MOST_LINES, "things in the next four weeks")
    _must_be_few(len(lines.health), MOST_LINES, "things whose health is told")
    return Lines(
        _told_once(lines.priorities),
        tuple(rules.words(each, "line on the next four weeks") for each in lines.next_weeks),
        _healths(lines.health),
    )


def _told_once(priorities: tuple[Intent, ...]) -> tuple[Intent, ...]:
    checked = tuple(Intent(rules.words(each.text, "priority"), each.key_result) for each in priorities)
    for text, times in Counter(each.text for each in checked).items():
        if times > 1:
            raise Unfitting(f"the priority {text!r} is there twice; say it once")
    return checked


def _healths(told: tuple[HealthTold, ...]) -> tuple[HealthTold, ...]:
    checked = tuple(
        HealthTold(
            rules.name(each.name, "name of what must not suffer"),
            each.sign,
            None if each.note is None else rules.words(each.note, "note on its health"),
        )
        for each in told
    )
    for name, times in Counter(each.name for each in checked).items():
        if times > 1:
            raise Unfitting(f"the health of {name!r} is told twice; tell it once")
    return checked


def _must_be_few(count: int, most: int, what: str) -> None:
    if count > most:
        raise Invalid(f"these are {count} {what}; leave at most {most}")


def _marked_week(command: Mark, boxes: Boxes) -> str:
    begun = sorted(week for week in boxes.filled if week <= command.this_week)
    if command.week is None:
        if not begun:
            raise WrongState(f"{command.team} has filled no boxes yet; fill this week's first")
        return begun[-1]
    week = week_of(command.week)
    if week not in boxes.filled:
        raise NotFound(f"{command.team} has filled no boxes for {week}; show the weeks that were filled")
    if week > command.this_week:
        raise WrongState(f"{week} has not begun; say whether its priorities were kept from its Monday on")
    return week


def _priority(text: str, filled: FourBoxesFilled) -> Priority:
    wanted = text.strip()
    for place, each in enumerate(filled.priorities, 1):
        if wanted in (each.priority, str(place)):
            return each
    raise NotFound(
        f"there is no priority {wanted!r} in the boxes of {filled.week}; give 1 to {len(filled.priorities)}, as shown"
    )
