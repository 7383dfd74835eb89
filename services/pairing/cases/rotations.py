"""Use cases about rotations: draw, pin, forbid, draw again, confirm, discard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from services.pairing import drawing
from services.pairing.cases.base import Cases
from services.pairing.domain import rotation
from services.pairing.domain.programme import DEFAULT
from services.pairing.domain.rotation import (
    ConfirmRotation,
    DiscardRotation,
    DraftRotation,
    RecallDraft,
    Rotation,
    Stage,
    Stale,
)
from services.pairing.domain.rotation import rotation_id as id_of
from services.pairing.drawing import NoGroupsPossible
from services.pairing.preparing import Asked, Following, Prepared, prepare
from services.pairing.views import pool, quarters, resolve
from shared.days import monday_written
from shared.eventlog import Order, Outcome
from shared.events import Invalid, NotFound, WrongState

NAMED = 10
"""So many clashing pairs are named to the organiser; more help nobody."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The rotation that a draw led to. `new` is false where it had been drawn before."""

    rotation: str
    stage: Stage
    version: int
    new: bool


class RotationCases(Cases):
    """From a draw to its confirmation."""

    async def draft_rotation(
        self,
        after: str,
        order: Order,
        *,
        pins: Sequence[Sequence[str]] = (),
        forbids: Sequence[Sequence[str]] = (),
        naming: bool = False,
    ) -> Drafted:
        """Draw groups for the time after a quarter (by id or label) or week, unless a draw of it stands already.

        A discarded draft is followed by another one. The same command never draws twice. `pins` are people to be in
        one group, `forbids` pairs to be in none. With `naming`, which only an organiser may ask for, a refusal names
        the people whose exclusions clash. Raises NotFound, Invalid, TooFewPeople, NoGroupsPossible.
        """
        following = await asyncio.to_thread(self._following, after)
        asked = await self._asked(pins, forbids)
        for run in count(1):
            name = id_of(DEFAULT, following.quarter, run)
            state, version = await self._rotations.load(name)
            if state.stage is Stage.ABSENT:
                return await self._drawn(following, run, asked, order, naming)
            if await self._drawn_by(name, order):
                return Drafted(name, state.stage, version, new=False)
            if state.stage is not Stage.DISCARDED:
                if asked != Asked():
                    raise WrongState(
                        f"a draw of {state.label} stands already; draw that one again with these pins and forbids, "
                        "or discard it first"
                    )
                return Drafted(name, state.stage, version, new=False)
        raise AssertionError("unreachable")

    async def draw_again(
        self,
        name: str,
        order: Order,
        *,
        pins: Sequence[Sequence[str]] = (),
        forbids: Sequence[Sequence[str]] = (),
        anew: bool = False,
        naming: bool = False,
    ) -> Drafted:
        """Put another draw in the place of a draft, with what was asked before besides, unless `anew`.

        The draft is discarded as soon as the other one stands, so nothing is lost where that is refused. Raises
        NotFound, Invalid, WrongState for what is no draft, TooFewPeople, NoGroupsPossible.
        """
        state, _ = await self._rotations.load(name)
        if state.stage is Stage.ABSENT:
            raise NotFound("there is no such rotation")
        # Whoever goes by another version than the present one is told so before anything is drawn.
        await self._rotations.handle(name, RecallDraft(), order.step("look", order.expected_version))
        following, run = Following(state.after_quarter, state.label), state.run + 1
        successor = id_of(DEFAULT, following.quarter, run)
        if await self._drawn_by(successor, order):
            after, version = await self._rotations.load(successor)
            drafted = Drafted(successor, after.stage, version, new=False)
        elif state.stage is not Stage.DRAFTED:
            raise WrongState(f"the draw of {state.label} is {state.stage}; only a draft can be drawn again")
        else:
            asked = await self._asked(pins, forbids)
            if not anew:
                asked = await self._with_former(state, asked)
            drafted = await self._drawn(following, run, asked, replace(order, expected_version=None), naming)
        if state.stage is Stage.DRAFTED:
            await self._rotations.handle(name, DiscardRotation(), order.step("replaced"))
        return drafted

    async def rotate(self, after: str, step: Callable[[str], Order]) -> Drafted:
        """Draw what follows a quarter or week and, where nobody has to approve, let it hold at once.

        A draft that the pool has left behind meanwhile is drawn again. `step` gives an order for each step, the same
        one each time, so this may be broken off anywhere and begun again. Raises as `draft_rotation`.
        """
        drafted = await self.draft_rotation(after, step("draft"))
        if (await self.programme()).approval != "automatic":
            return drafted
        if drafted.stage is not Stage.DISCARDED:
            try:
                await self.confirm_rotation(drafted.rotation, step(f"confirm:{drafted.rotation}"))
                return drafted
            except Stale:
                drafted = await self.draw_again(drafted.rotation, step("again"))
        elif (again := await self._drawn_after(drafted.rotation, step("again"))) is None:
            # An organiser threw it away.
            return drafted
        else:
            drafted = again
        await self.confirm_rotation(drafted.rotation, step(f"confirm:{drafted.rotation}"), whatever_changed=True)
        return drafted

    async def confirm_rotation(self, name: str, order: Order, *, whatever_changed: bool = False) -> Outcome:
        """Let a draft hold; its groups follow.

        Raises NotFound, WrongState for a discarded draft, and Stale for one whose pool has changed since it was drawn,
        unless it is to hold `whatever_changed`.
        """
        state, _ = await self._rotations.load(name)
        command = ConfirmRotation()
        if state.stage is Stage.DRAFTED and state.pool is not None and not whatever_changed:
            command = ConfirmRotation(self._pool_digest(await self._prepared(order)))
        return await self._rotations.handle(name, command, order)

    async def discard_rotation(self, name: str, order: Order) -> Outcome:
        """Throw a draft away. Raises NotFound, and WrongState for a confirmed rotation."""
        return await self._rotations.handle(name, DiscardRotation(), order)

    async def prepared_now(self, today: date) -> Prepared:
        """What a draw on this day would start from, by the own store."""
        how = await self.programme()
        return await asyncio.to_thread(prepare, self._store, how, self.choices, self.exclusions, today)

    async def asked_of(self, state: Rotation) -> Asked:
        """What was asked of a draw, as far as the people are still there."""
        return await self._with_former(state, Asked())

    async def _prepared(self, order: Order) -> Prepared:
        # An exclusion set a moment ago is to be kept, so the store must hold all that the log holds.
        await self.private.settled()
        return await self.prepared_now(self.day(order.now))

    async def _drawn(self, following: Following, run: int, asked: Asked, order: Order, naming: bool) -> Drafted:
        command = await self._draft(await self._prepared(order), following, run, asked, naming)
        name = id_of(DEFAULT, following.quarter, run)
        outcome = await self._rotations.handle(name, command, order)
        state, version = await self._rotations.load(name)
        return Drafted(name, state.stage, version, new=bool(outcome.events))

    async def _draft(
        self, prepared: Prepared, following: Following, run: int, asked: Asked, naming: bool
    ) -> DraftRotation:
        try:
            command = await asyncio.to_thread(
                drawing.draft, prepared, following, run, asked, self._pool_digest(prepared)
            )
        except NoGroupsPossible as clash:
            if naming and clash.apart:
                raise NoGroupsPossible(f"{clash}: {await self._named(clash)}", clash.apart) from clash
            raise
        forbidden = tuple((self.private.forbidden(one), self.private.forbidden(two)) for one, two in asked.forbidden)
        return replace(command, forbidden=forbidden)

    async def _drawn_by(self, name: str, order: Order) -> bool:
        """Whether the rotation was drawn by this very command. Nothing is written."""
        state, _ = await self._rotations.load(name)
        if state.stage is Stage.ABSENT:
            return False
        step = replace(order, expected_version=None)
        return (await self._rotations.handle(name, RecallDraft(), step)).repeated

    async def _drawn_after(self, name: str, order: Order) -> Drafted | None:
        """The draw that this command put in the place of another one, if it did."""
        state, _ = await self._rotations.load(name)
        successor = id_of(DEFAULT, state.after_quarter, state.run + 1)
        if not await self._drawn_by(successor, order):
            return None
        after, version = await self._rotations.load(successor)
        return Drafted(successor, after.stage, version, new=False) if after.stage is not Stage.DISCARDED else None

    def _pool_digest(self, prepared: Prepared) -> str:
        return self._digest("pairing.pool", prepared.pool)

    async def _asked(self, pins: Sequence[Sequence[str]], forbids: Sequence[Sequence[str]]) -> Asked:
        people = {typed: await self.private.person(typed) for named in (*pins, *forbids) for typed in named}
        if any(len(pair) != 2 for pair in forbids):
            raise Invalid("two people are forbidden to be together: name two")
        pinned = tuple(tuple(sorted(people[typed] for typed in pin)) for pin in pins)
        forbidden = tuple((people[one], people[other]) for one, other in forbids)
        return Asked(pinned, tuple((min(pair), max(pair)) for pair in forbidden))

    async def _with_former(self, state: Rotation, asked: Asked) -> Asked:
        """What is asked, and what was asked of the draft before of people who are still there."""

        def read() -> list[str]:
            with self._store.read() as connection:
                return [row["person"] for row in pool.present(connection)]

        people = await asyncio.to_thread(read)
        here, known = set(people), {}
        if state.forbidden:
            known = {self.private.forbidden(person): person for person in people}
        pinned = tuple(pin for pin in state.pinned if here.issuperset(pin))
        pairs = [(known[one], known[other]) for one, other in state.forbidden if one in known and other in known]
        return Asked(tuple(dict.fromkeys((*pinned, *asked.pinned))), tuple(dict.fromkeys((*pairs, *asked.forbidden))))

    async def _named(self, clash: NoGroupsPossible) -> str:
        def read() -> dict[str, int]:
            with self._store.read() as connection:
                return {row["person"]: row["number"] for row in pool.present(connection)}

        number = await asyncio.to_thread(read)
        numbers = [(number[each.one], number[each.other], each.why) for each in clash.apart]
        pairs = sorted((min(one, two), max(one, two), why) for one, two, why in numbers)
        code = resolve.person_code
        named = [f"{code(one)} and {code(other)} ({why})" for one, other, why in pairs[:NAMED]]
        more = len(clash.apart) - len(named)
        return ", ".join(named) + (f", and {more} more" if more > 0 else "")

    def _following(self, after: str) -> Following:
        with self._store.read() as connection:
            row = quarters.find(connection, after)
        if row is not None:
            return Following(row["quarter"], rotation.label_after(row["label"]))
        try:
            monday_written(after)
        except Invalid as invalid:
            raise NotFound(f"there is no quarter {after!r}; name it by its label or its id") from invalid
        return Following(after, rotation.week_after(after))
