"""What a group chooses to tell everybody. What each person answers once a month is told in `gathering`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Connection

from services.pairing.goals.views import objectives
from services.pairing.runtime.confidential import Confidential, veiled
from services.pairing.voices.domain import insight
from services.pairing.voices.domain.insight import ShareInsight, Teller, worded
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import NotFound, derived_id
from shared.runtime import Runtime

T = TypeVar("T")


class Voices:
    """The use cases about insights, on the service's log and store."""

    def __init__(self, runtime: Runtime, private: Confidential) -> None:
        self._private = private
        self._store, self._sealer = runtime.store, runtime.sealer
        self._tellers: Repository[Teller, ShareInsight] = Repository(
            runtime.log, Decider("pairing", "group", Teller(), insight.decide, insight.evolve)
        )

    async def share_insight(self, name: str, text: str, by: str, order: Order, *, about: str | None = None) -> Outcome:
        """Tell everybody something in the name of a group (by its id), perhaps about an objective (O-4, or its id).

        The record names the group, not `by`. Raises NotFound, Forbidden for somebody who is no member, and Invalid for
        a text that is empty or has more than 1,000 characters.
        """
        objective = await self._objective(about) if about is not None else None
        teller, _ = await self._tellers.load(name)
        # An outsider's text is neither looked at nor sealed: he is refused.
        told = await self._sealer.seal_among(teller.members, worded(text)) if by in teller.members else None
        command = ShareInsight(by, derived_id(order.command, "insight"), told, objective)
        # An outsider who is refused a version would learn of it, and so how often the group met.
        expected = order.expected_version if by in teller.members else None
        return await self._tellers.handle(
            name, command, replace(veiled(order, "group", name), expected_version=expected)
        )

    async def _objective(self, typed: str) -> str:
        def read() -> str | None:
            return self._read(lambda connection: objectives.find(connection, typed))

        found = await asyncio.to_thread(read)
        if found is None:
            # One that was written down a moment ago.
            await self._private.settled()
            found = await asyncio.to_thread(read)
        if found is None:
            raise NotFound(f"there is no objective {typed!r}; tomoni board shows them, with ids such as O-4")
        return found

    def _read(self, question: Callable[[Connection], T]) -> T:
        with self._store.read() as connection:
            return question(connection)
