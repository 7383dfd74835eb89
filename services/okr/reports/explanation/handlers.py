"""Every figure is explained: the sum, and the events that it comes from."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.company.domain import COMPANY
from services.okr.objectives.domain.sharing import objective_of
from services.okr.objectives.handlers.private import PrivateHandlers
from services.okr.objectives.handlers.private_replay import PrivateReplay
from services.okr.objectives.views import board, check_ins
from services.okr.objectives.views.explained import Cause, KeyResultExplained, ObjectiveExplained
from services.okr.reports.board.handlers import BoardHandlers
from services.okr.reports.explanation import queries as explaining
from services.okr.reports.explanation.domain import causes
from services.okr.reports.explanation.domain.causes import NamedCause
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.moments import Moments
from services.okr.runtime.past import PastViews
from shared.days import When
from shared.events import Event, NotFound, Recorded, nats_subject
from shared.projection import dropped_in
from shared.projection.asof import Clocks
from shared.projection.temporal_index import readable
from shared.runtime import Runtime
from shared.sealing import Sealer


class ExplanationHandlers:
    """Questions why a figure is what it is, now or as of another time. `now` is the clock's where it is None."""

    def __init__(
        self,
        runtime: Runtime,
        context: CommandContext,
        sealer: Sealer,
        boards: BoardHandlers,
        moments: Moments,
        past: PastViews,
    ) -> None:
        self._runtime, self._context, self._sealer, self._boards = runtime, context, sealer, boards
        self._moments, self._past = moments, past

    async def key_result(
        self, key_result: str, *, effective: When | None = None, known: When | None = None, now: datetime | None = None
    ) -> KeyResultExplained:
        """A key result's figures with their sums and events. Raises NotFound, Invalid for a time that is to come."""
        seen = await self._moments.seen_from(effective, known, now, may_be_to_come=False)
        id_ = await self._context.ask(lambda connection: resolve.key_result(connection, key_result))

        def read(connection: Connection) -> tuple[KeyResultExplained, set[str], list[str]]:
            told = explaining.key_result(connection, id_, self._boards.judge(connection, seen))
            places = {row["objective"] for row in check_ins.of_key_result(connection, id_, limit=1_000)}
            feeding = [each.id for each in told.items if each.what == "objective"]
            return told, {told.objective, *places}, feeding

        told, places, feeding = await self._past.ask_at(read, seen.effective, seen.known)
        clocks = Clocks(seen.effective, seen.known)
        own = [event for place in sorted(places) for event in await self._events(f"objective/{place}", clocks)]
        own.sort(key=lambda event: event.position)
        found = causes.of_key_result(own, id_, told.counting)
        for child in feeding:
            events = await self._events(f"objective/{child}", clocks)
            found += [each for each in causes.of_objective(events) if each[0] == "aligned"]
        found += causes.of_company(await self._events(f"company/{COMPANY}", clocks))
        told = replace(told, causes=await self.told(found))
        return explaining.renumbered(told, await self._context.ask(board.numbers))

    async def objective(
        self, objective: str, *, effective: When | None = None, known: When | None = None, now: datetime | None = None
    ) -> ObjectiveExplained:
        """An objective's figures with their sums and events. Raises NotFound, Invalid for a time that is to come."""
        seen = await self._moments.seen_from(effective, known, now, may_be_to_come=False)
        id_ = await self._context.ask(lambda connection: resolve.objective(connection, objective))

        def read(connection: Connection) -> ObjectiveExplained:
            return explaining.objective(connection, id_, self._boards.judge(connection, seen))

        told = await self._past.ask_at(read, seen.effective, seen.known)
        clocks = Clocks(seen.effective, seen.known)
        found = causes.of_objective(await self._events(f"objective/{id_}", clocks))
        for each in told.items:
            if each.what == "objective":
                events = await self._events(f"objective/{each.id}", clocks)
                found += [one for one in causes.of_objective(events) if one[0] == "aligned"]
        found += causes.of_company(await self._events(f"company/{COMPANY}", clocks))
        told = replace(told, causes=await self.told(found))
        return explaining.objective_renumbered(told, await self._context.ask(board.numbers))

    async def _events(self, aggregate: str, clocks: Clocks) -> list[Recorded[Event]]:
        """What the log holds of the aggregate, as far as the clocks and the views admit it."""
        log = self._runtime.log
        dropped = await dropped_in(log, self._runtime.service)
        stuck: set[str] = set()
        records = await log.of_subject(nats_subject("okr", aggregate))
        events = (readable(record, stuck) for record in records if record[0] not in dropped)
        return [event for event in events if event is not None and clocks.admit(event)]

    async def told(self, found: Iterable[NamedCause]) -> tuple[Cause, ...]:
        """The causes with whatever was said of their why, in clear where it can still be read."""
        found = list(found)
        reasons = await self._sealer.open_all([_reason(event.data) for _, event in found])
        return tuple(
            Cause(
                what=what,
                event=event.id,
                position=event.position,
                by=event.actor,
                time=event.time,
                recorded=event.recorded,
                reason=reason,
            )
            for (what, event), reason in zip(found, reasons, strict=True)
        )


def _reason(data: Event) -> str | None:
    """What the event says about its why: a reason, or a note."""
    reason: str | None = getattr(data, "reason", None) or getattr(data, "note", None)
    return reason


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
