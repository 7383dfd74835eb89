"""Figures of private objectives are explained, to whom these are shown."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from services.okr.objectives.domain.sharing import objective_of
from services.okr.objectives.handlers.private import PrivateCases
from services.okr.objectives.handlers.private_replay import Room
from services.okr.objectives.views.explained import (
    KeyResultExplained,
    ObjectiveExplained,
)
from services.okr.reports.explanation import queries as explaining
from services.okr.reports.explanation.domain import causes
from services.okr.reports.explanation.domain.causes import Told
from services.okr.reports.explanation.handlers import ExplainingCases
from shared.days import When
from shared.events import NotFound
from shared.projection.asof import Clocks


class ExplainingPrivateCases(ExplainingCases, PrivateCases):
    """Questions why a figure of a private objective is what it is."""

    async def explain_private(
        self,
        reader: str,
        text: str,
        *,
        effective: When | None = None,
        known: When | None = None,
        now: datetime | None = None,
    ) -> KeyResultExplained | ObjectiveExplained:
        """The figures of a private objective, or of a key result of one, with their sums and events.

        Raises NotFound, Invalid for a time that is to come.
        """
        seen, id_ = await self._seen_from(effective, known, now, may_be_to_come=False), text.strip().lower()

        def ask(room: Room) -> tuple[KeyResultExplained | ObjectiveExplained, list[Told]]:
            judge = self.judge(room.connection, seen)
            if id_ != objective_of(id_):
                told = explaining.key_result(room.connection, id_, judge)
                itself = {id_: id_} | {each.id: each.id for each in told.items}
                return explaining.renumbered(told, itself), causes.of_key_result(room.events, id_, told.counting)
            if room.nothing_yet:
                raise NotFound("there was no such objective then; ask of a later day")
            whole = explaining.objective(room.connection, id_, judge)
            itself = {id_: id_} | {each.id: each.id for each in whole.items}
            return explaining.objective_renumbered(whole, itself), causes.of_objective(room.events)

        async with self._room(reader, text, Clocks(seen.effective, seen.known)) as room:
            told, found = await asyncio.to_thread(ask, room)
            found += causes.of_company(room.events)
        return replace(told, causes=await self._told(found))
