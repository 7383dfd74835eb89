"""Notices to a group, or to one person, that nobody else may read: kept under ids that only this service can tell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import Connection

from services.pairing import typed_ids as resolve
from services.pairing.groups.domain import newcomer, notices, unplaced
from services.pairing.groups.domain.newcomer import Newcomer, Wait
from services.pairing.groups.domain.notices import AskQuietGroup, RemindOfMeeting
from services.pairing.groups.domain.unplaced import TellUnplaced, Unplaced
from services.pairing.groups.views import groups, notices as told
from services.pairing.runtime.confidential import Confidential, veiled
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import Forbidden, NotFound, derived_id
from shared.projection import Row
from shared.runtime import Runtime

Draws = Callable[[Connection], Iterable[str]]
"""The ids of all rotations that were ever drawn."""


class Noticing:
    """The use cases about notices, on the service's log and store."""

    def __init__(self, runtime: Runtime, private: Confidential, draws: Draws) -> None:
        self._runtime, self._private, self._draws = runtime, private, draws
        self._groups: Repository[notices.Notices, notices.Command] = Repository(
            runtime.log, Decider("pairing", "private/group", notices.Notices(), notices.decide, notices.evolve)
        )
        self._newcomers: Repository[Newcomer, Wait] = Repository(
            runtime.log, Decider("pairing", "private/newcomer", Newcomer(), newcomer.decide, newcomer.evolve)
        )
        self._unplaced: Repository[Unplaced, TellUnplaced] = Repository(
            runtime.log, Decider("pairing", "private/unplaced", Unplaced(), unplaced.decide, unplaced.evolve)
        )

    async def remind(self, ident: str, week: str, order: Order) -> Outcome:
        """Tell the group with this confidential id that it is to meet in an ISO week."""
        return await self._groups.handle(ident, RemindOfMeeting(week), order)

    async def ask(self, ident: str, since: str, order: Order) -> Outcome:
        """Ask the group with this confidential id, which hasn't met since an ISO week, how it is."""
        return await self._groups.handle(ident, AskQuietGroup(since), order)

    async def wait(self, person: str, order: Order) -> Outcome:
        """Tell somebody that he waits for the next draw. The record tells neither whom nor what led to it."""
        ident = self._private.newcomer_of(person)
        step = replace(veiled(order, "newcomer", ident), command=derived_id(ident, order.command))
        return await self._newcomers.handle(ident, Wait(ident), step)

    async def unplaced(self, person: str, rotation: str, label: str, order: Order) -> Outcome:
        """Tell somebody that a draw has no place for him. The record tells neither whom nor which draw.

        `order` may be any: the same draw tells him once.
        """
        ident = self._private.unplaced_of(person, rotation)
        command = derived_id(ident, "told")
        step = replace(
            veiled(order, "unplaced", ident), command=command, formerly=(), digest=None, expected_version=None
        )
        return await self._unplaced.handle(ident, TellUnplaced(label), step)

    async def of_group(self, typed: str, by: str) -> list[Row]:
        """What the group (G-3, or the id) was told, the latest first. For its members; raises NotFound, Forbidden."""

        def read() -> list[Row]:
            with self._runtime.store.read() as connection:
                row = groups.find(connection, resolve.group_id(connection, typed) or typed)
                if row is None:
                    raise NotFound(f"there is no group {typed}")
                if by not in row["members"]:
                    raise Forbidden("only the members of a group see what it was told")
                return told.about(connection, [self._private.group_of(row["group"])])

        return await asyncio.to_thread(read)

    async def of_person(self, person: str) -> list[Row]:
        """What somebody and the group that he is in now were told, the latest first; each with the group's code."""

        def read() -> list[Row]:
            with self._runtime.store.read() as connection:
                current = groups.chosen(connection, current=True)
                own = {self._private.group_of(row["group"]): row for row in current if person in row["members"]}
                draws = [self._private.unplaced_of(person, draw) for draw in self._draws(connection)]
                found = told.about(connection, [*own, self._private.newcomer_of(person), *draws])
            codes = {ident: resolve.group_code(row["number"]) for ident, row in own.items()}
            return [row | {"group": codes.get(row["about"]), "says": _says(row)} for row in found]

        return await asyncio.to_thread(read)


def _says(row: Row) -> str | None:
    """What somebody is to do about a notice to himself alone."""
    if row["kind"] != "unplaced":
        return None
    # The same for everybody: whoever has no list of his own must not learn from it that he is on others'.
    return (
        f"The draw for {row['week']} has no place for you. Where you have a list of whom you aren't put together with, "
        "make it shorter, and the next draw may have one; or sit out, and nobody learns why."
    )
