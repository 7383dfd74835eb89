"""A programme: how buddy groups are made - which functions meet, how large a group is, who approves a draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

from shared.events import Event, Invalid, ProgrammeConfigured, named_id

Approval = Literal["automatic", "organiser"]

DEFAULT = named_id("programme", "default")
"""The programme that every company has without configuring anything."""

SMALLEST, LARGEST = 2, 4
"""How many people a group may have."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What the programme's events so far add up to; before the first, the scheme that the company began with."""

    name: str = "Buddies"
    functions: tuple[str, ...] = ("sales", "cs", "dev")
    group_size: int = 3
    approval: Approval | None = None
    configured: bool = False


def evolve(programme: Programme, event: Event) -> Programme:
    """Fold one event."""
    match event:
        case ProgrammeConfigured(name=name, functions=functions, group_size=size, approval=approval):
            return Programme(name=name, functions=functions, group_size=size, approval=approval, configured=True)
        case _:
            return programme


@dataclass(frozen=True, slots=True)
class ConfigureProgramme:
    """Groups are made like this from the next draw on."""

    name: str
    functions: tuple[str, ...]
    group_size: int
    approval: Approval


Command = ConfigureProgramme


def decide(command: Command, programme: Programme) -> list[Event]:
    """The events that the command brings about; none where everything is so already. Raises Invalid."""
    match command:
        case ConfigureProgramme(name=name, functions=functions, group_size=size, approval=approval):
            _check(command)
            wished = Programme(name=name, functions=functions, group_size=size, approval=approval, configured=True)
            if wished == programme:
                return []
            return [ProgrammeConfigured(name=name, functions=functions, group_size=size, approval=approval)]
        case _:
            assert_never(command)


def _check(command: ConfigureProgramme) -> None:
    if not command.name.strip():
        raise Invalid("a programme needs a name")
    if not command.functions or not all(function.strip() for function in command.functions):
        raise Invalid("a programme needs at least one function, and none of them empty")
    if len({function.casefold() for function in command.functions}) < len(command.functions):
        raise Invalid("a function is named twice; name each once")
    if not SMALLEST <= command.group_size <= LARGEST:
        raise Invalid(f"a group of {command.group_size} is not possible; choose a size from {SMALLEST} to {LARGEST}")
