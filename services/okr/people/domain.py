"""Somebody who works for the company: joins, moves between teams, is renamed, leaves, may come back, is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, assert_never

from services.okr.kernel import rules
from services.okr.kernel.permissions import Action
from shared.events import (
    Event,
    NotFound,
    PersonForgotten,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    Sealed,
    Unfitting,
    WrongState,
)


@dataclass(frozen=True, slots=True)
class Person:
    """What the person's events so far add up to."""

    known: bool = False
    here: bool = False
    forgotten: bool = False
    function: str = ""
    team: str | None = None
    manager: str | None = None


def evolve(person: Person, event: Event) -> Person:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case PersonJoined(function=function, team=team, manager=manager):
            return Person(known=True, here=True, function=function, team=team, manager=manager)
        case PersonMoved(function=function, team=team, manager=manager):
            return replace(person, function=function, team=team, manager=manager)
        case PersonLeft():
            return replace(person, known=True, here=False)
        case PersonForgotten():
            return replace(person, known=True, here=False, forgotten=True)
        case _:
            return person


@dataclass(frozen=True, slots=True)
class Join:
    """`email_taken`: somebody else who is still here has the same e-mail."""

    action: ClassVar[Action] = Action.KEEP_PEOPLE

    person: str
    name: Sealed
    function: str
    email: Sealed | None = None
    email_index: str | None = None
    email_taken: bool = False
    team: str | None = None
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """All three as they shall be from now on, also those that stay."""

    action: ClassVar[Action] = Action.KEEP_PEOPLE

    person: str
    function: str
    team: str | None = None
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """Another name or e-mail; what is None stays. `email_taken` as in `Join`."""

    action: ClassVar[Action] = Action.KEEP_PEOPLE

    person: str
    name: Sealed | None = None
    email: Sealed | None = None
    email_index: str | None = None
    email_taken: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """The person's last day is over."""

    action: ClassVar[Action] = Action.KEEP_PEOPLE


@dataclass(frozen=True, slots=True)
class Forget:
    """Nothing personal may be readable any more. Who is still here leaves by it."""

    action: ClassVar[Action] = Action.FORGET


Command = Join | Move | Rename | Leave | Forget


def decide(command: Command, person: Person) -> list[Event]:
    """The events that the command brings about; none where nothing changes."""
    match command:
        case Join():
            return [_join(command, person)]
        case Move():
            return _move(command, person)
        case Rename():
            return _rename(command, person)
        case Leave():
            if not person.known:
                raise NotFound("there is no such person; list the people to find the id")
            return [PersonLeft()] if person.here else []
        case Forget():
            return _forget(person)
        case _:
            assert_never(command)


def _join(command: Join, person: Person) -> PersonJoined:
    if person.forgotten:
        raise WrongState("this person was forgotten, for good; somebody who comes back joins as a new person")
    if person.here:
        raise WrongState("this person has already joined; move the person to change function, team or manager")
    _must_be_free(email_taken=command.email_taken)
    return PersonJoined(
        name=command.name,
        function=rules.label(command.function, "function"),
        email=command.email,
        email_index=command.email_index,
        team=rules.optional_label(command.team, "team"),
        manager=_manager(command.person, command.manager),
    )


def _must_be_free(*, email_taken: bool) -> None:
    if email_taken:
        raise WrongState("somebody who is here has this e-mail address already; use that person or another address")


def _must_be_here(person: Person) -> None:
    if not person.known:
        raise NotFound("there is no such person; list the people to find the id")
    if not person.here:
        raise WrongState("this person has left; somebody who comes back joins again")


def _rename(command: Rename, person: Person) -> list[Event]:
    _must_be_here(person)
    if command.name is None and command.email is None:
        return []
    _must_be_free(email_taken=command.email_taken)
    return [PersonRenamed(name=command.name, email=command.email, email_index=command.email_index)]


def _move(command: Move, person: Person) -> list[Event]:
    _must_be_here(person)
    function = rules.label(command.function, "function")
    team = rules.optional_label(command.team, "team")
    manager = _manager(command.person, command.manager)
    if (function, team, manager) == (person.function, person.team, person.manager):
        return []
    return [PersonMoved(function=function, team=team, manager=manager)]


def _forget(person: Person) -> list[Event]:
    if not person.known:
        raise NotFound("there is no such person; list the people to find the id")
    if person.forgotten:
        return []
    return [PersonLeft(), PersonForgotten()] if person.here else [PersonForgotten()]


def _manager(person: str, manager: str | None) -> str | None:
    if manager == person:
        raise Unfitting("nobody is his own manager; name somebody else, or nobody")
    return manager
