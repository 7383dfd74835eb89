"""What somebody wants to be told, and when. Of everybody it is known only to himself: nobody is asked why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.okr.kernel.permissions import Action, Concerned
from shared.events import Event, Invalid, NoticesChosen, Unfitting

NoticeKind = Literal["check-in-due", "check-in-missed", "experiment-overdue", "praise", "win-session"]
"""A check-in is due, or was missed; an experiment's last day is over; praise; an invitation to a win session."""

KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)

OrganisersKind = Literal["rotation-not-drawn"]
"""No buddy groups could be drawn: told to nobody by name, but to whoever organises, by the channels that take it."""

CHANNEL_KINDS: tuple[NoticeKind | OrganisersKind, ...] = (*KINDS, *get_args(OrganisersKind))
"""Everything that can leave through a channel."""

REMINDERS: frozenset[NoticeKind] = frozenset({"check-in-due", "check-in-missed", "experiment-overdue"})
"""What asks somebody to do something: all of it together is one message a day at most."""

DAY = 1440
"""Minutes of a day."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`muted` kinds never come; nothing comes from minute `quiet[0]` of the day to `quiet[1]`, also over midnight.

    Reminders come at the minute `remind_at`. Minutes are those of `zone`; without one, of the company's.
    """

    muted: frozenset[str] = frozenset()
    quiet: tuple[int, int] | None = None
    zone: str | None = None
    remind_at: int = 540


def evolve(choice: Choice, event: Event) -> Choice:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case NoticesChosen(muted=muted, quiet=quiet, zone=zone, remind_at=remind_at):
            return Choice(frozenset(muted), quiet, zone, remind_at)
        case _:
            return choice


@dataclass(frozen=True, slots=True)
class Choose:
    """This is what the person wants from now on; what he chose before holds no more."""

    action: ClassVar[Action] = Action.CHOOSE_NOTICES

    choice: Choice
    person: str

    def concerned(self, _state: Any) -> Concerned:
        """Himself alone."""
        return Concerned(author=self.person)


def decide(command: Choose, choice: Choice) -> list[Event]:
    """The events that the command brings about; none where it is so already. Raises Invalid."""
    wanted = checked(command.choice)
    if wanted == choice:
        return []
    muted = tuple(kind for kind in KINDS if kind in wanted.muted)
    return [NoticesChosen(muted=muted, quiet=wanted.quiet, zone=wanted.zone, remind_at=wanted.remind_at)]


def checked(choice: Choice) -> Choice:
    """The choice itself. Raises Invalid where it can't be one."""
    if unknown := sorted(choice.muted - set(KINDS)):
        raise Invalid(f"{unknown[0]!r} is no kind of notice; there are {', '.join(KINDS)}")
    if choice.quiet is not None:
        if not all(0 <= minute < DAY for minute in choice.quiet):
            raise Invalid("quiet hours begin and end between 00:00 and 23:59")
        if choice.quiet[0] == choice.quiet[1]:
            raise Unfitting(
                "quiet hours that end when they begin are none; give two different times, or mute the kinds"
            )
    if not 0 <= choice.remind_at < DAY:
        raise Invalid("reminders come at a time between 00:00 and 23:59")
    if choice.zone is not None:
        try:
            ZoneInfo(choice.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Unfitting(f"{choice.zone[:60]!r} is no time zone; give a name such as Asia/Tokyo") from None
    return choice
