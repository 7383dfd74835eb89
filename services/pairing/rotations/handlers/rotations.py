"""Use cases about rotations: draw, pin, forbid, draw again, confirm, discard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from services.pairing import typed_ids as resolve
from services.pairing.exclusions.handlers import Exclusions
from services.pairing.goals.views import quarters
from services.pairing.groups.handlers.notices import Noticing
from services.pairing.matching import Apart
from services.pairing.members.handlers import Choices
from services.pairing.members.views import pool
from services.pairing.programmes.domain import DEFAULT
from services.pairing.rotations import domain, domain as rotation, draws
from services.pairing.rotations.domain import (
    ConfirmRotation,
    DiscardRotation,
    DraftRotation,
    NoteNotDrawn,
    RecallDraft,
    Rotation,
    Stage,
    Stale,
    rotation_id as id_of,
)
from services.pairing.rotations.draws import NoGroupsPossible
from services.pairing.rotations.preparation import Asked, Following, Prepared, TooFewPeople, Unaskable, prepare
from services.pairing.rotations.views import rotations
from services.pairing.runtime.command_context import CommandContext
from services.pairing.runtime.confidential import Confidential
from shared.days import monday_written
from shared.eventlog import Decider, EventLog, Order, Outcome, Repository
from shared.events import Invalid, NotDrawnBecause, NotFound, WrongState
from shared.runtime import Runtime

NAMED = 10
"""So many clashing pairs are named to the organiser; more help nobody."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The rotation that a draw led to. `new` is false where it had been drawn before."""

    rotation: str
    stage: Stage
    version: int
    new: bool


class RotationHandlers:
    """From a draw to its confirmation."""

    def __init__(
        self,
        runtime: Runtime,
        log: EventLog,
        context: CommandContext,
        private: Confidential,
        choices: Choices,
        exclusions: Exclusions,
        notices: Noticing,
    ) -> None:
        self.aggregates: Repository[Rotation, domain.Command] = Repository(
            log, Decider("pairing", "rotation", Rotation(), domain.decide, domain.evolve)
        )
        self._runtime, self._context, self._private, self._choices = runtime, context, private, choices
        self._exclusions, self._notices = exclusions, notices

    async def draft(
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
            state, version = await self.aggregates.load(name)
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
        state, _ = await self.aggregates.load(name)
        if state.stage is Stage.ABSENT:
            raise NotFound("there is no such rotation")
        # Whoever goes by another version than the present one is told so before anything is drawn.
        await self.aggregates.handle(name, RecallDraft(), order.step("look", order.expected_version))
        following, run = Following(state.after_quarter, state.label), state.run + 1
        successor = id_of(DEFAULT, following.quarter, run)
        if await self._drawn_by(successor, order):
            after, version = await self.aggregates.load(successor)
            drafted = Drafted(successor, after.stage, version, new=False)
        elif state.stage is not Stage.DRAFTED:
            raise WrongState(f"the draw of {state.label} is {state.stage}; only a draft can be drawn again")
        else:
            asked, given = await self._asked(pins, forbids), replace(order, expected_version=None)
            drafted = await self._drawn(following, run, asked, given, naming, former=None if anew else state)
        if state.stage is Stage.DRAFTED:
            await self.aggregates.handle(name, DiscardRotation(), order.step("replaced"))
        return drafted

    async def rotate(self, after: str, step: Callable[[str], Order]) -> Drafted:
        """Draw what follows a quarter or week and, where nobody has to approve, let it hold at once.

        A draft that the pool has left behind meanwhile is drawn again. `step` gives an order for each step, the same
        one each time, so this may be broken off anywhere and begun again. Raises as `draft_rotation`; that no draw is
        possible is written down first, so that it isn't lost in a log of this program.
        """
        try:
            return await self._rotated(after, step)
        except (TooFewPeople, NoGroupsPossible) as refusal:
            because: NotDrawnBecause = "too-few" if isinstance(refusal, TooFewPeople) else "clash"
            await self._note_not_drawn(after, because, step("not-drawn"))
            raise

    async def _rotated(self, after: str, step: Callable[[str], Order]) -> Drafted:
        drafted = await self.draft(after, step("draft"))
        if (await self._context.programme()).approval != "automatic":
            return drafted
        if drafted.stage is not Stage.DISCARDED:
            try:
                await self.confirm(drafted.rotation, step(f"confirm:{drafted.rotation}"))
                return drafted
            except Stale:
                drafted = await self.draw_again(drafted.rotation, step("again"))
        elif (again := await self._drawn_after(drafted.rotation, step("again"))) is None:
            # An organiser threw it away.
            return drafted
        else:
            drafted = again
        await self.confirm(drafted.rotation, step(f"confirm:{drafted.rotation}"), whatever_changed=True)
        return drafted

    async def _note_not_drawn(self, after: str, because: NotDrawnBecause, order: Order) -> None:
        following = await asyncio.to_thread(self._following, after)
        for run in count(1):
            name = id_of(DEFAULT, following.quarter, run)
            state, _ = await self.aggregates.load(name)
            if state.stage is not Stage.DISCARDED:
                break
        command = NoteNotDrawn(DEFAULT, following.quarter, following.label, because, run)
        await self.aggregates.handle(name, command, order)

    async def confirm(self, name: str, order: Order, *, whatever_changed: bool = False) -> Outcome:
        """Let a draft hold; its groups follow.

        Raises NotFound, WrongState for a discarded draft and for a rotation that another one has replaced since, and
        Stale for a draft whose pool has changed since it was drawn, unless it is to hold `whatever_changed`.
        """
        state, _ = await self.aggregates.load(name)
        command = ConfirmRotation()
        if state.stage is Stage.DRAFTED and state.pool is not None and not whatever_changed:
            command = ConfirmRotation(self.pool_digest(await self._prepared(order)))
        outcome = await self.aggregates.handle(name, command, order)
        if state.stage is Stage.CONFIRMED and not outcome.repeated:
            await asyncio.to_thread(self._must_not_be_replaced, name)
        return outcome

    def _must_not_be_replaced(self, name: str) -> None:
        with self._runtime.store.read() as connection:
            row, last = rotations.find(connection, name), rotations.last_confirmed(connection, DEFAULT)
        if row is None or last is None or row["confirmed_at"] is None or row["confirmed_at"] >= last["confirmed_at"]:
            return
        raise WrongState(
            f"the rotation {row['label']} was confirmed on {self._context.days.read().of(row['confirmed'])}, and "
            f"{resolve.rotation_code(last['number'])} ({last['label']}) has taken its place since; to change groups, "
            "draw anew"
        )

    async def discard(self, name: str, order: Order) -> Outcome:
        """Throw a draft away. Raises NotFound, and WrongState for a confirmed rotation."""
        return await self.aggregates.handle(name, DiscardRotation(), order)

    async def prepared_now(self, today: date) -> Prepared:
        """What a draw on this day would start from, by the own store."""
        how = await self._context.programme()
        return await asyncio.to_thread(prepare, self._runtime.store, how, self._choices, self._exclusions, today)

    async def _prepared(self, order: Order) -> Prepared:
        # An exclusion set a moment ago is to be kept, so the store must hold all that the log holds.
        await self._private.settled()
        return await self.prepared_now(await self._context.day(order.now))

    async def _drawn(
        self, following: Following, run: int, asked: Asked, order: Order, naming: bool, former: Rotation | None = None
    ) -> Drafted:
        prepared = await self._prepared(order)
        if former is not None:
            asked = self.with_former(former, asked, prepared)
        command = await self._draft(prepared, following, run, asked, naming)
        name = id_of(DEFAULT, following.quarter, run)
        # Before the draw stands: it could not be found out again whom it has no place for.
        for person in command.waiting:
            await self._notices.unplaced(person, name, following.label, order)
        outcome = await self.aggregates.handle(name, command, order)
        state, version = await self.aggregates.load(name)
        return Drafted(name, state.stage, version, new=bool(outcome.events))

    async def _draft(
        self, prepared: Prepared, following: Following, run: int, asked: Asked, naming: bool
    ) -> DraftRotation:
        try:
            command = await asyncio.to_thread(draws.draft, prepared, following, run, asked, self.pool_digest(prepared))
        except NoGroupsPossible as clash:
            if naming and (open_ones := [each for each in clash.apart if each.rule != "list"]):
                raise NoGroupsPossible(f"{clash}: {await self._named(open_ones)}", clash.apart) from clash
            raise
        except Unaskable as unaskable:
            if naming:
                raise unaskable.named(await self._codes()) from unaskable
            raise
        # Asked for by the organiser, and nobody else's business.
        pinned = tuple(tuple(map(self._private.forbidden, pin)) for pin in asked.pinned)
        forbidden = tuple((self._private.forbidden(one), self._private.forbidden(two)) for one, two in asked.forbidden)
        return replace(command, pinned=pinned, forbidden=forbidden)

    async def _drawn_by(self, name: str, order: Order) -> bool:
        """Whether the rotation was drawn by this very command. Nothing is written."""
        state, _ = await self.aggregates.load(name)
        if state.stage is Stage.ABSENT:
            return False
        step = replace(order, expected_version=None)
        return (await self.aggregates.handle(name, RecallDraft(), step)).repeated

    async def _drawn_after(self, name: str, order: Order) -> Drafted | None:
        """The draw that this command put in the place of another one, if it did."""
        state, _ = await self.aggregates.load(name)
        successor = id_of(DEFAULT, state.after_quarter, state.run + 1)
        if not await self._drawn_by(successor, order):
            return None
        after, version = await self.aggregates.load(successor)
        return Drafted(successor, after.stage, version, new=False) if after.stage is not Stage.DISCARDED else None

    def pool_digest(self, prepared: Prepared) -> str:
        """A digest of all that a draw depends on: another one when the pool has moved on."""
        return self._context.digest("pairing.pool", prepared.pool)

    async def _asked(self, pins: Sequence[Sequence[str]], forbids: Sequence[Sequence[str]]) -> Asked:
        people = {typed: await self._private.person(typed) for named in (*pins, *forbids) for typed in named}
        if any(len(pair) != 2 for pair in forbids):
            raise Invalid("two people are forbidden to be together: name two")
        pinned = tuple(tuple(sorted(people[typed] for typed in pin)) for pin in pins)
        forbidden = tuple((people[one], people[other]) for one, other in forbids)
        return Asked(pinned, tuple((min(pair), max(pair)) for pair in forbidden))

    def with_former(self, state: Rotation, asked: Asked, prepared: Prepared) -> Asked:
        """What is asked, and what was asked of the draft before of people who can still be drawn."""
        people = [member.id for member in prepared.members]
        # In drafts of former versions the pinned stand by their ids.
        known = {person: person for person in people}
        if state.forbidden or state.pinned:
            known |= {self._private.forbidden(person): person for person in people}
        pinned = tuple(tuple(sorted(known[each] for each in pin)) for pin in state.pinned if known.keys() >= set(pin))
        pairs = [(known[one], known[other]) for one, other in state.forbidden if one in known and other in known]
        return Asked(tuple(dict.fromkeys((*pinned, *asked.pinned))), tuple(dict.fromkeys((*pairs, *asked.forbidden))))

    async def _codes(self) -> dict[str, str]:
        """What people type for each who is here, in the order of joining."""

        def read() -> dict[str, str]:
            with self._runtime.store.read() as connection:
                return {row["person"]: resolve.person_code(row["number"]) for row in pool.present(connection)}

        return await asyncio.to_thread(read)

    async def _named(self, apart: Sequence[Apart]) -> str:
        order = {person: (place, code) for place, (person, code) in enumerate((await self._codes()).items())}
        both = [(*sorted((order[each.one], order[each.other])), each.why) for each in apart]
        named = [f"{one[1]} and {other[1]} ({why})" for one, other, why in sorted(both)[:NAMED]]
        more = len(apart) - len(named)
        return ", ".join(named) + (f", and {more} more" if more > 0 else "")

    def _following(self, after: str) -> Following:
        with self._runtime.store.read() as connection:
            row = quarters.find(connection, after)
        if row is not None:
            return Following(row["quarter"], rotation.label_after(row["label"]))
        try:
            monday_written(after)
        except Invalid as invalid:
            raise NotFound(f"there is no quarter {after!r}; name it by its label or its id") from invalid
        return Following(after, rotation.week_after(after))
