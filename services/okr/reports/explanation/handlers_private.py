"""Figures of private objectives are explained, to whom these are shown."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from services.okr.objectives.domain.sharing import objective_of
from services.okr.objectives.handlers.private import PrivateHandlers
from services.okr.objectives.handlers.private_replay import PrivateReplay
from services.okr.objectives.views.explained import KeyResultExplained, ObjectiveExplained
from services.okr.reports.board.handlers import BoardHandlers
from services.okr.reports.explanation import queries as explaining
from services.okr.reports.explanation.domain import causes
from services.okr.reports.explanation.domain.causes import NamedCause
from services.okr.reports.explanation.handlers import ExplanationHandlers
from services.okr.runtime.moments import Moments
from shared.days import When
from shared.events import NotFound
from shared.projection.asof import Clocks


class PrivateExplanationHandlers:
    """Questions why a figure of a private objective is what it is."""

    def __init__(
        self, boards: BoardHandlers, explanation: ExplanationHandlers, moments: Moments, private: PrivateHandlers
    ) -> None:
        self._boards, self._explanation, self._moments, self._private = boards, explanation, moments, private

    async def explain(
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
        seen, id_ = await self._moments.seen_from(effective, known, now, may_be_to_come=False), text.strip().lower()

        def ask(replay: PrivateReplay) -> tuple[KeyResultExplained | ObjectiveExplained, list[NamedCause]]:
            judge = self._boards.judge(replay.connection, seen)
            if id_ != objective_of(id_):
                told = explaining.key_result(replay.connection, id_, judge)
                itself = {id_: id_} | {each.id: each.id for each in told.items}
                return explaining.renumbered(told, itself), causes.of_key_result(replay.events, id_, told.counting)
            if replay.nothing_yet:
                raise NotFound("there was no such objective then; ask of a later day")
            whole = explaining.objective(replay.connection, id_, judge)
            itself = {id_: id_} | {each.id: each.id for each in whole.items}
            return explaining.objective_renumbered(whole, itself), causes.of_objective(replay.events)

        async with self._private.replayed(reader, text, Clocks(seen.effective, seen.known)) as replay:
            told, found = await asyncio.to_thread(ask, replay)
            found += causes.of_company(replay.events)
        return replace(told, causes=await self._explanation.told(found))
