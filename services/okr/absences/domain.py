"""An absence: from a day until a day somebody is away. Why is never asked, and only he himself says so.

While he is away nobody reminds him, no check-in that is due in that time is missed, and no draw puts him into a group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar, assert_never

from services.okr.kernel.permissions import Action, Concerned
from shared.events import AbsenceEnded, AbsenceSet, Event, Unfitting

LONGEST = 3 * 366
"""Days of one absence, at most."""


@dataclass(frozen=True, slots=True)
class Absence:
    """What the absence's events so far add up to; `until` is the first day on which he is here again."""

    begins: date | None = None
    until: date | None = None
    shown: bool = False

    def over(self, today: date) -> bool:
        """Whether it is one that has come to its end."""
        return self.until is not None and self.until <= today

    def holds_on(self, day: date) -> bool:
        """Whether he is away on this day."""
        return self.begins is not None and self.until is not None and self.begins <= day < self.until


def evolve(absence: Absence, event: Event) -> Absence:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case AbsenceSet(begins=begins, until=until, shown=shown):
            return Absence(begins, until, shown)
        case AbsenceEnded(on=on):
            return replace(absence, until=on)
        case _:
            return absence


@dataclass(frozen=True, slots=True)
class BeAway:
    """The person is away until a day; from `begins`, else from today, or from when he is away already."""

    action: ClassVar[Action] = Action.BE_AWAY

    person: str
    today: date
    until: date
    begins: date | None = None
    shown: bool = False

    def concerned(self, _state: Any) -> Concerned:
        """Himself alone."""
        return Concerned(author=self.person)


@dataclass(frozen=True, slots=True)
class BeBack:
    """The person is here again, or won't be away after all."""

    action: ClassVar[Action] = Action.BE_AWAY

    person: str
    today: date

    def concerned(self, _state: Any) -> Concerned:
        """Himself alone."""
        return Concerned(author=self.person)


Command = BeAway | BeBack


def decide(command: Command, absence: Absence) -> list[Event]:
    """The events that the command brings about; none where it is so already. Raises Invalid."""
    match command:
        case BeAway():
            return _away(command, absence)
        case BeBack(today=today):
            if absence.begins is None or absence.until is None or absence.over(today):
                return []
            # One that hasn't begun has no day at all.
            return [AbsenceEnded(on=max(today, absence.begins))]
        case _:
            assert_never(command)


def _away(command: BeAway, absence: Absence) -> list[Event]:
    today, begun = command.today, absence.begins is not None and absence.begins <= command.today
    begins = command.begins or (absence.begins if begun and absence.begins is not None else today)
    if begun and begins != absence.begins:
        raise Unfitting(
            f"you are away since {absence.begins} already; say only until when, or come back first and be away anew"
        )
    if begins < today and not begun:
        raise Unfitting(f"an absence begins today or later, not on {begins}: what was due before counts already")
    if command.until <= max(begins, today):
        raise Unfitting(
            f"{command.until} is the day on which you are here again, so it lies after {max(begins, today)}; "
            "to be here again today, come back"
        )
    if command.until - begins > timedelta(days=LONGEST):
        raise Unfitting(f"an absence until {command.until} is too long; give {LONGEST} days at most")
    wanted = Absence(begins, command.until, command.shown)
    return [] if wanted == absence else [AbsenceSet(begins=begins, until=command.until, shown=command.shown)]
