"""Use cases between two rotations: somebody left, somebody came, somebody works elsewhere. Nobody else is moved."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

from services.pairing.exclusions.handlers import Exclusions
from services.pairing.groups.domain.group import LARGEST, DissolveGroup, JoinGroup, Joining, LeaveGroup
from services.pairing.groups.domain.rhythm import weeks_left
from services.pairing.groups.handlers.meetings import Groups
from services.pairing.groups.handlers.notices import Noticing
from services.pairing.matching.healing import Healed, after_joining, after_leaving
from services.pairing.matching.plan import Member
from services.pairing.members.handlers import Choices
from services.pairing.rotations.preparation import apart_teams, kept_apart
from services.pairing.rotations.views import healing
from services.pairing.rotations.views.healing import Seats, Situation
from services.pairing.runtime.command_context import CommandContext
from shared.eventlog import LogUnavailable, Order
from shared.runtime import Runtime

PATIENCE = 20.0
"""Seconds that a healing waits for the store to know what the healing before it did."""


class HealingHandlers:
    """Each may be broken off anywhere and begun again: it goes on from how things stand, by idempotent steps."""

    def __init__(
        self,
        runtime: Runtime,
        context: CommandContext,
        groups: Groups,
        choices: Choices,
        exclusions: Exclusions,
        notices: Noticing,
    ) -> None:
        self._runtime, self._context, self._groups, self._choices = runtime, context, groups, choices
        self._exclusions, self._notices = exclusions, notices

    async def heal(self, person: str, position: int, order: Order) -> None:
        """Put the groups right after the event at `position` said that somebody came, left or works elsewhere.

        Who takes part no more leaves his group. Who takes part by that very event, and sits in none, joins one that
        was formed before it, or is told that he waits. Raises LogUnavailable where the own store stays behind.
        """
        around = await self._around(person)
        if (seats := around.seats) is None:
            return
        if around.member is None:
            await self._leave(seats, around, person, order)
        elif around.function_since == position and seats.since < position and seats.home(person) is None:
            await self._join(seats, around, around.member, order)

    async def heal_departed(self, rotation: str, order: Order) -> None:
        """Take those out of a rotation's groups who left the company while it was drawn and confirmed."""
        await self._all_known()

        def read() -> list[str]:
            with self._runtime.store.read() as connection:
                return healing.departed_of(connection, rotation)

        for person in await asyncio.to_thread(read):
            await self.heal(person, 0, order.step(person))

    async def _leave(self, seats: Seats, around: Situation, person: str, order: Order) -> None:
        home = seats.home(person)
        if home is None:
            return
        left = seats.here[home]
        # Broken off before: he sits in another group already, and only the end of this one is missing.
        if left and all(_seated_elsewhere(seats, member.id, home) for member in left):
            plan = Healed(ended=(home,))
        else:
            groups = _with_leaver(seats, home, person)
            plan = after_leaving(groups, person, around.history, around.apart, around.teams)
        if home in plan.ended:
            await self._place(seats, plan, "merged", order)
        today = await self._context.day(order.now)
        end = DissolveGroup(today) if home in plan.ended else LeaveGroup(person, today)
        await self._groups.handle(home, end, order.step(f"leave:{home}"))

    async def _join(self, seats: Seats, around: Situation, member: Member, order: Order) -> None:
        today = await self._context.day(order.now)
        if await asyncio.to_thread(self._takes_no_part, member.id, today):
            return
        groups, weeks = _with_room(seats), weeks_left(seats.ends, today)
        plan = after_joining(groups, member, weeks, around.history, around.apart, around.teams)
        await self._place(seats, plan, "joined", order)

    async def _place(self, seats: Seats, plan: Healed, because: Joining, order: Order) -> None:
        on = await self._context.day(order.now)
        for group, members in plan.changed.items():
            for person in sorted(set(members).difference(seats.members[group])):
                await self._groups.handle(group, JoinGroup(person, because, on), order.step(f"join:{group}"))
        for person in plan.waiting:
            await self._notices.wait(person, order.step(f"wait:{person}"))

    async def _around(self, person: str) -> Situation:
        await self._all_known()
        programme = await self._context.programme()

        def read() -> Situation:
            with self._runtime.store.read() as connection:
                around = healing.situation(connection, person, programme.functions, self._context.days.on(connection))
                people = around.people
                listed = self._exclusions.apart(connection, people)
            managers = [(one, row["manager"]) for one, row in people.items() if row["manager"] is not None]
            teams = {one: row["team"] for one, row in people.items() if row["team"] is not None}
            apart = kept_apart(programme, listed, managers, people)
            return replace(around, apart=apart, teams=apart_teams(programme, teams, people))

        return await asyncio.to_thread(read)

    def _takes_no_part(self, person: str, today: date) -> bool:
        with self._runtime.store.read() as connection:
            return bool(self._choices.absent(connection, [person], today))

    async def _all_known(self) -> None:
        """Wait until the own store holds all that the log holds, also what was healed a moment ago."""
        end = (await self._runtime.log.info()).state.last_seq
        if not await self._runtime.runner.wait_for_position(end, PATIENCE):
            raise LogUnavailable("the store is too far behind the log to heal a group by it; it is tried again")


def _seated_elsewhere(seats: Seats, person: str, home: str) -> bool:
    return any(person in members for group, members in seats.members.items() if group != home)


def _with_room(seats: Seats) -> dict[str, list[Member]]:
    """Those of the groups who are here; without groups that are full by name, though somebody may be gone already."""
    return {group: here for group, here in seats.here.items() if len(seats.members[group]) < LARGEST}


def _with_leaver(seats: Seats, home: str, person: str) -> dict[str, list[Member]]:
    return _with_room(seats) | {home: [*seats.here[home], Member(person, "")]}
