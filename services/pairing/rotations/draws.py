"""From what a draw starts from to a draft: what the solver makes of it."""

from __future__ import annotations

from dataclasses import replace

from services.pairing.matching import Apart, Clash
from services.pairing.members.views import pool
from services.pairing.programmes import view as programmes
from services.pairing.programmes.domain import DEFAULT, Approval, Programme
from services.pairing.rotations.domain import DraftRotation, rotation_id
from services.pairing.rotations.preparation import Asked, Following, Prepared, TooFewPeople, too_few
from shared.events import PlannedGroup, RuleGaveWay, Unfitting, WrongState, derived_id
from shared.projection import Store


class NoGroupsPossible(WrongState):
    """What is to be heeded leaves no answer. `apart` clashes, as far as it is that; the sentence names nobody."""

    def __init__(self, sentence: str, apart: tuple[Apart, ...]) -> None:
        super().__init__(sentence)
        self.apart = apart


def programme_in(store: Store, approval: Approval) -> Programme:
    """The programme as the store knows it. Blocks.

    Where it was never configured, `approval` holds, and all functions take part that there are, as people write them.
    """
    with store.read() as connection:
        row = programmes.find(connection, DEFAULT)
        here = tuple(pool.head_counts(connection)) if row is None else ()
    if row is None:
        usual = Programme(approval=approval)
        return replace(usual, functions=here) if here else usual
    return Programme(
        row["name"],
        tuple(row["functions"]),
        row["group_size"],
        row["approval"],
        row["mismatch"],
        row["every_weeks"],
        row["managers_apart"],
        row["teams_apart"],
        tuple(row["wishes"]),
        row["near"],
        configured=True,
    )


def seed_of(following: Following, run: int) -> str:
    """What decides among equals in draw number `run`."""
    return f"{DEFAULT}:{following.quarter}:{run}"


def draft(prepared: Prepared, following: Following, run: int, asked: Asked, pool: str) -> DraftRotation:
    """Draw number `run` for the time after a quarter. `pool` is the digest of `prepared.pool`.

    Depends on its arguments only. Forbidden pairs are left to the caller, who knows how to name them without telling
    who they are; pins are as they were asked. Raises TooFewPeople, NoGroupsPossible, Invalid.
    """
    # Loaded here: most commands draw nothing.
    from services.pairing.matching.giving_way import draw

    seed, rotation = seed_of(following, run), rotation_id(DEFAULT, following.quarter, run)
    request = prepared.request(seed, asked)
    try:
        plan = draw(request)
    except Clash as clash:
        raise NoGroupsPossible(str(clash), clash.apart) from clash
    except ValueError as error:
        raise Unfitting(str(error)) from error
    if not plan.groups:
        raise TooFewPeople(too_few(prepared.programme))
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
        turn=plan.turn,
        least_repeats=plan.least_repeats,
        optimal=plan.optimal,
        gap=plan.gap,
        run=run,
        pool=pool,
        pinned=asked.pinned,
        gave_way=tuple(RuleGaveWay(rule=each.rule, pairs=each.pairs) for each in plan.gave_way),
        proved_over=plan.over,
        waiting=tuple(each.person for each in plan.unplaced),
    )
