"""A session or a token, as far as its end is concerned: it holds until it is ended, and never again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, assert_never

from services.okr.kernel.permissions import Action, Concerned
from shared.events import AccessConfirmed, AccessEnded, AccessSuspended, Event, WrongState


@dataclass(frozen=True, slots=True)
class Access:
    """What the events so far add up to."""

    ended: bool = False


def evolve(access: Access, event: Event) -> Access:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case AccessEnded():
            return replace(access, ended=True)
        case _:
            return access


@dataclass(frozen=True, slots=True)
class End:
    """It lets nobody in any more; `subject` is whose it is."""

    action: ClassVar[Action] = Action.END_ACCESS

    subject: str | None

    def concerned(self, _state: Any) -> Concerned:
        """Whose it is."""
        return Concerned(author=self.subject)


@dataclass(frozen=True, slots=True)
class Confirm:
    """A token that a restore has suspended holds again."""

    action: ClassVar[Action] = Action.CONFIRM_ACCESS


@dataclass(frozen=True, slots=True)
class Suspend:
    """The log was restored: sessions end, and tokens wait until they are confirmed."""

    action: ClassVar[Action] = Action.CONFIRM_ACCESS


Command = End | Confirm | Suspend


def decide(command: Command, access: Access) -> list[Event]:
    """The events that the command brings about; none where it has ended already. Raises WrongState."""
    match command:
        case End():
            return [] if access.ended else [AccessEnded()]
        case Confirm():
            if access.ended:
                raise WrongState("this token was ended, and stays so; make another one")
            return [AccessConfirmed()]
        case Suspend():
            return [AccessSuspended()]
        case _:
            assert_never(command)
