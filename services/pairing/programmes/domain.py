"""A programme: how buddy groups are made - which functions meet, how large a group is, who approves a draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, assert_never, get_args

from shared.events import Event, Invalid, MismatchPolicy, ProgrammeConfigured, Unfitting, Wish, named_id
from shared.texts import shown, skeletons

Approval = Literal["automatic", "organiser"]

DEFAULT = named_id("programme", "default")
"""The programme that every company has without configuring anything."""

SMALLEST, LARGEST = 2, 4
"""How many people a group may have."""

LONGEST = 52
"""Groups rotate once a year at least."""

MOST_NEAR = 100
"""No more groups than these may be mixed less well for the sake of repeats."""

WISHES: tuple[Wish, ...] = ("hours", "office", "language")
"""The wishes that count where nobody chose, the most important first. What nobody stated disturbs none of them."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What the programme's events so far add up to; before the first, the scheme that every company begins with.

    Its functions are those that there are, then; these stand for them only where nobody is there yet.

    Groups rotate with each quarter, or every `every_weeks` weeks. `managers_apart` and `teams_apart` say who is never
    put together, besides whom people name; `wishes` are soft, the most important first. `near`: so many groups may
    be mixed less well than head counts allow where that spares repeats.
    """

    name: str = "Buddies"
    functions: tuple[str, ...] = ("sales", "cs", "dev")
    group_size: int = 3
    approval: Approval | None = None
    mismatch: MismatchPolicy = "cover"
    every_weeks: int | None = None
    managers_apart: bool = True
    teams_apart: bool = False
    wishes: tuple[Wish, ...] = WISHES
    near: int = 0
    configured: bool = False

    def leaves_out(self, heads: Mapping[str, int]) -> dict[str, int]:
        """Those of these head counts whose function takes no part, whatever its case."""
        wanted = {function.casefold() for function in self.functions}
        return {function: count for function, count in heads.items() if function.casefold() not in wanted}


def evolve(programme: Programme, event: Event) -> Programme:
    """Fold one event."""
    match event:
        case ProgrammeConfigured():
            return Programme(
                event.name,
                event.functions,
                event.group_size,
                event.approval,
                event.mismatch,
                event.every_weeks,
                event.managers_apart,
                event.teams_apart,
                event.wishes,
                event.near,
                configured=True,
            )
        case _:
            return programme


@dataclass(frozen=True, slots=True)
class ConfigureProgramme:
    """Groups are made like this from the next draw on."""

    name: str
    functions: tuple[str, ...]
    group_size: int
    approval: Approval
    mismatch: MismatchPolicy = "cover"
    every_weeks: int | None = None
    managers_apart: bool = True
    teams_apart: bool = False
    wishes: tuple[Wish, ...] = WISHES
    near: int = 0


Command = ConfigureProgramme


def decide(command: Command, programme: Programme) -> list[Event]:
    """The events that the command brings about; none where everything is so already. Raises Invalid."""
    match command:
        case ConfigureProgramme():
            check(command)
            configured = ProgrammeConfigured(
                name=command.name,
                functions=command.functions,
                group_size=command.group_size,
                approval=command.approval,
                mismatch=command.mismatch,
                every_weeks=command.every_weeks,
                managers_apart=command.managers_apart,
                teams_apart=command.teams_apart,
                wishes=command.wishes,
                near=command.near,
            )
            return [] if evolve(programme, configured) == programme else [configured]
        case _:
            assert_never(command)


def check(command: ConfigureProgramme) -> None:
    """Raise Invalid for a programme that can't be, whoever works here."""
    if not command.name.strip():
        raise Invalid("a programme needs a name")
    shown(command.name, "programme's name")
    if not command.functions or not all(function.strip() for function in command.functions):
        raise Invalid("a programme needs at least one function, and none of them empty; name them: sales,cs,dev")
    named = [skeletons(shown(function, "function")) for function in command.functions]
    if any(one & other for one, other in combinations(named, 2)):
        raise Unfitting("a function is named twice; name each once")
    if not SMALLEST <= command.group_size <= LARGEST:
        raise Invalid(f"a group of {command.group_size} is not possible; choose a size from {SMALLEST} to {LARGEST}")
    if command.every_weeks is not None and not 1 <= command.every_weeks <= LONGEST:
        raise Invalid(f"groups can rotate every 1 to {LONGEST} weeks, not every {command.every_weeks}")
    if not 0 <= command.near <= MOST_NEAR:
        raise Invalid(f"{command.near} groups mixed less well are not possible; choose from 0 to {MOST_NEAR}")
    if unknown := [wish for wish in command.wishes if wish not in get_args(Wish)]:
        raise Invalid(f"{unknown[0]!r} is no wish; choose of {', '.join(WISHES)}")
    if len(set(command.wishes)) < len(command.wishes):
        raise Unfitting("a wish is named twice; name each once, the most important first")
