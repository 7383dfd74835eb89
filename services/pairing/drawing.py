"""From the store to a draft: who is in the pool, who was with whom, what the solver makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from services.pairing.domain.programme import DEFAULT, Approval, Programme
from services.pairing.domain.rotation import DraftRotation, rotation_id
from services.pairing.matching import Draw, History, Member, draw
from services.pairing.views import programmes, trios
from shared.events import PlannedGroup, WrongState, derived_id
from shared.projection import Store


class TooFewPeople(WrongState):
    """Fewer than two people take part, so there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class Following:
    """The quarter that a rotation follows on, and what the time after it is called."""

    quarter: str
    label: str


def programme_in(store: Store, approval: Approval) -> Programme:
    """The programme as the store knows it; `approval` holds where it was never configured. Blocks."""
    with store.read() as connection:
        row = programmes.find(connection, DEFAULT)
    if row is None:
        return Programme(approval=approval)
    return Programme(row["name"], tuple(row["functions"]), row["group_size"], row["approval"], configured=True)


def draft(
    store: Store, programme: Programme, following: Following, run: int, absent: frozenset[str] = frozenset()
) -> DraftRotation:
    """Draw number `run` for the time after a quarter, without who is `absent`.

    Depends on the store and its arguments only. Blocks. Raises TooFewPeople.
    """
    with store.read() as connection:
        known = trios.draw_input(connection, DEFAULT, programme.functions)
    members = [Member(person, function) for person, function in known.members if person not in absent]
    if len(members) < 2:
        functions = ", ".join(programme.functions)
        raise TooFewPeople(
            f"{len(members)} of the pool work in {functions}; a draw needs two people at least: let people join "
            "or name their functions in the programme"
        )
    rotation = rotation_id(DEFAULT, following.quarter, run)
    seed = f"{DEFAULT}:{following.quarter}:{run}"
    plan = draw(
        Draw(
            members,
            History(known.gaps),
            seed,
            programme.group_size,
            spared=known.spared,
            seats=known.seats,
            turn=known.turn,
        )
    )
    return DraftRotation(
        programme=DEFAULT,
        after_quarter=following.quarter,
        label=following.label,
        seed=seed,
        groups=tuple(
            PlannedGroup(
                group=derived_id(rotation, f"group:{place}"), members=group.members, seats=plan.seats_of(group)
            )
            for place, group in enumerate(plan.groups)
        ),
        repeats=plan.repeats,
        unplaced=plan.unplaced,
        turn=plan.turn,
        least_repeats=plan.least_repeats,
        optimal=plan.optimal,
        gap=plan.gap,
    )
