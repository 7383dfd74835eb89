"""The one place where the table of permissions is enforced: in front of every decision, on the state it is made on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar, runtime_checkable

from services.okr.kernel.permissions import NOBODY, Action, Actor, Concerned, must_be_allowed
from services.okr.objectives.domain import commands
from services.okr.objectives.domain.objective import Objective
from services.okr.objectives.domain.sharing import must_be_seen
from shared.events import Event

S = TypeVar("S")


class Command(Protocol):
    """A command says what it is an instance of, for the table of permissions."""

    action: ClassVar[Action]


C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class Authorised(Generic[C]):
    """A command, and who asks for it."""

    command: C
    by: Actor


def authorised(decide: Callable[[C, S], list[Event]]) -> Callable[[Authorised[C], S], list[Event]]:
    """The same decision, refused to whom the table doesn't allow it. Raises Forbidden besides what `decide` raises."""

    def decide_if_allowed(command: Authorised[C], state: S) -> list[Event]:
        if isinstance(state, Objective) and state.readers is not None:
            must_be_seen(command.by, state)
        must_be_allowed(command.by, command.command.action, concerned(command.command, state))
        return decide(command.command, state)

    return decide_if_allowed


@runtime_checkable
class Concerning(Protocol):
    """A command that says itself whom it concerns."""

    def concerned(self, state: Any) -> Concerned:
        """Whom it concerns, as the aggregate's own events, and what the command was told, say."""


def concerned(command: object, state: object) -> Concerned:
    """Whom the command concerns, as the aggregate's own events tell."""
    if isinstance(command, Concerning):
        return command.concerned(state)
    if not isinstance(state, Objective):
        return NOBODY
    author: str | None = getattr(command, "author", None)
    key_result: str | None = getattr(command, "key_result", None)
    if isinstance(command, commands.Acknowledge):
        check_in = state.check_ins.get(command.check_in)
        key_result = None if check_in is None else check_in.key_result
    known = None if key_result is None else state.key_results.get(key_result)
    owner = None if known is None else known.owner
    return Concerned(state.owner, owner, state.team, author, private=state.readers is not None)
