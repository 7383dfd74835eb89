"""Who is never put together. Confidential: the log tells neither who they are nor whose list they are on.

Everybody has a list of his own, and the organisers have one: whom somebody has on his own list nobody else is told,
neither the other nor an organiser, and only he himself takes it off. What any list holds is kept; where somebody's own
leaves him no place in a draw, he alone stays out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from services.pairing.exclusions import domain as exclusion, view as exclusions
from services.pairing.exclusions.domain import Exclusion, KeepApart, Lift
from services.pairing.matching import Apart
from services.pairing.members.views import pool
from services.pairing.runtime.confidential import Confidential, veiled
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import Unfitting
from shared.runtime import Runtime

ORGANISERS = "organisers"
"""Whose list an exclusion is on that an organiser set for two others."""

WHY = "to be kept apart"


class Exclusions:
    """The use cases about exclusions, on the service's log and store."""

    def __init__(self, runtime: Runtime, private: Confidential) -> None:
        self._store, self._private = runtime.store, private
        self._exclusions: Repository[Exclusion, exclusion.Command] = Repository(
            runtime.log, Decider("pairing", "private/exclusion", Exclusion(), exclusion.decide, exclusion.evolve)
        )

    async def keep_apart(self, typed: str, other: str, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """Never put these two together from the next draw on: on one's own list, or as an admin on the organisers'.

        Raises NotFound, Forbidden where `by` is neither the first nor an admin, Invalid for one and the same person.
        """
        one, two = await self._two(typed, other, by, admin)
        ident = self._private.exclusion_of(one if one == by else ORGANISERS, one, two)
        command = KeepApart(self._private.excluded(one), self._private.excluded(two))
        return await self._exclusions.handle(ident, command, veiled(order, "exclusion", ident))

    async def lift(self, typed: str, other: str, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """Take the other off one's own list; an admin takes the two off the organisers'. Raises NotFound, Forbidden."""
        one, two = await self._two(typed, other, by, admin)
        own, organisers = (one,) if one == by else (), (ORGANISERS,) if admin else ()
        lists = (*own, *organisers)
        told: list[Outcome] = []
        for whose in lists:
            ident = self._private.exclusion_of(whose, one, two)
            # Steps of their own, or one correlation would tie the lists of two people together in the log.
            step = replace(order.step(ident, order.expected_version), formerly=order.commands) if admin else order
            told.append(await self._exclusions.handle(ident, Lift(), veiled(step, "exclusion", ident)))
        return next((outcome for outcome in told if outcome.events or outcome.repeated), told[0])

    async def of(self, typed: str, by: str, *, admin: bool = False) -> list[str]:
        """Whom somebody has on his own list; asked of another by an admin, whom the organisers keep apart from him."""
        person = await self._private.own(typed, by, admin)
        whose = person if person == by else ORGANISERS

        def read() -> list[str]:
            with self._store.read() as connection:
                others = [row["person"] for row in pool.present(connection) if row["person"] != person]
                listed = {self._private.exclusion_of(whose, person, other): other for other in others}
                return sorted(listed[found] for found in exclusions.holding(connection, listed))

        return await asyncio.to_thread(read)

    async def every(self) -> list[tuple[str, str]]:
        """All pairs of present people on the organisers' list: for organisers only."""

        def read() -> list[tuple[str, str]]:
            with self._store.read() as connection:
                pairs = self.apart(connection, [row["person"] for row in pool.present(connection)])
            return [(each.one, each.other) for each in pairs if each.rule == "kept"]

        return await asyncio.to_thread(read)

    def apart(self, connection: Connection, people: Collection[str]) -> list[Apart]:
        """Who of these people some list keeps apart, once for each list: whose it is tells what gives way to it."""
        listed = exclusions.every(connection)
        if not listed:
            return []
        known = {self._private.excluded(person): person for person in people}
        here = [(ident, known[one], known[other]) for ident, one, other in listed if one in known and other in known]
        found = [self._apart(ident, min(one, other), max(one, other)) for ident, one, other in here]
        return sorted(found, key=lambda each: (each.one, each.other, each.rule, each.wisher or ""))

    def _apart(self, ident: str, one: str, other: str) -> Apart:
        for wisher in (one, other):
            if self._private.exclusion_of(wisher, one, other) == ident:
                return Apart(one, other, WHY, "list", wisher)
        return Apart(one, other, WHY)

    async def _two(self, typed: str, other: str, by: str, admin: bool) -> tuple[str, str]:
        one = await self._private.own(typed, by, admin)
        two = await self._private.person(other, left=True)
        if one == two:
            raise Unfitting("nobody can be kept apart from himself; name two people")
        return one, two
