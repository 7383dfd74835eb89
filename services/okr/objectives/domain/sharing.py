"""Private objectives: who may see one, the ids that tell them apart, and what they do without.

A private objective stands for itself. Its ids say that it is one (``po-…``, its key results ``pk-…``, its check-ins
``pc-…``), and each holds the objective's, so that nothing has to be looked up to know where something belongs. Whoever
isn't on its list is told what he would be told if it weren't there, admins included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, assert_never

from services.okr.kernel.permissions import Action, Actor
from services.okr.objectives.domain.objective import Objective, Status
from shared.events import (
    Authority,
    Event,
    Measure,
    Milestones,
    NotFound,
    ObjectiveDrafted,
    ObjectiveShared,
    Ordinal,
    Stages,
    Unfitting,
    WrongState,
)

MOST_READERS = 100
"""People who may be on a list."""

ALONE = "a private objective stands for itself: it is neither aligned, linked, moved nor carried over"

_ID = re.compile(r"(po|pk|pc)-([0-9a-f]{12})(-[0-9a-f]{12})?")


@dataclass(frozen=True, slots=True)
class Share:
    """Let these people see the objective, and nobody else besides its owner."""

    action: ClassVar[Action] = Action.SHARE

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftPrivate:
    """What a draft brings about, and who may see it; `drafted` holds the sealed title and the owner."""

    action: ClassVar[Action] = Action.DRAFT

    drafted: ObjectiveDrafted
    people: tuple[str, ...]


Command = DraftPrivate | Share


def objective_id(origin: str) -> str:
    """A private objective's id, from the uuid that stands behind it."""
    return f"po-{_short(origin)}"


def part_id(kind: str, objective: str, origin: str) -> str:
    """The id of a key result (``pk``) or check-in (``pc``) of a private objective."""
    return f"{kind}-{objective.removeprefix('po-')}-{_short(origin)}"


def is_private(text: str) -> bool:
    """Whether this is the id of a private objective, or of a part of one."""
    return _ID.fullmatch(text.strip().lower()) is not None


def objective_of(text: str) -> str:
    """The private objective that an id names, or names a part of. It need not be there. Raises ValueError."""
    found = _ID.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"{text!r} is no private objective's id, nor that of a part of one")
    return f"po-{found[2]}"


def must_be_seen(by: Actor, objective: Objective) -> None:
    """Raise NotFound unless whoever asks is on the list, and still here."""
    seen = objective.readers is not None and by.id in objective.readers and by.id not in by.gone
    if not seen and by.authority is not Authority.SYSTEM:
        raise NotFound("there is no such objective; list the objectives to find the id")


def must_tell_nothing(measure: Measure) -> None:
    """Raise Invalid where the measure would say in words, for every reader of the log, what it is about."""
    words = isinstance(measure, Ordinal) and any((measure.commit, measure.target, measure.stretch))
    if words or isinstance(measure, Milestones | Stages):
        raise Unfitting(
            "the names of milestones, stages and zones are not sealed; measure a private objective by a number, "
            "by done or not, or by zones without words"
        )


def decide(command: Command, objective: Objective) -> list[Event]:
    """The events that the command brings about; none where the list is the same."""
    match command:
        case DraftPrivate():
            return _draft(command, objective)
        case Share():
            return _share(command, objective)
        case _:
            assert_never(command)


def _draft(command: DraftPrivate, objective: Objective) -> list[Event]:
    if objective.status is not Status.ABSENT:
        raise WrongState("this objective is already written down; revise it instead")
    owner = command.drafted.owner
    if owner is None:
        raise Unfitting("a private objective needs an owner, who alone says who may see it; name one")
    return [command.drafted, ObjectiveShared(people=_listed(owner, command.people))]


def _share(command: Share, objective: Objective) -> list[Event]:
    if objective.readers is None or objective.owner is None:
        raise WrongState("this objective is public: everybody sees it, so it can't be shared")
    people = _listed(objective.owner, command.people)
    return [] if set(people) == objective.readers else [ObjectiveShared(people=people)]


def _listed(owner: str, people: Iterable[str]) -> tuple[str, ...]:
    named = tuple(dict.fromkeys((owner, *people)))
    if len(named) > MOST_READERS:
        raise Unfitting(f"that are {len(named)} people; share it with at most {MOST_READERS}, or make it public")
    return named


def _short(origin: str) -> str:
    return origin.replace("-", "")[-12:]
