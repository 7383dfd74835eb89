"""Every figure is explained: the sum, and the events that it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.company.domain import COMPANY
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
from shared.events import Event, Recorded, nats_subject
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
        self,
        key_result: str,
        *,
        effective: When | None = None,
        known: When | None = None,
        now: datetime | None = None,
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
        self,
        objective: str,
        *,
        effective: When | None = None,
        known: When | None = None,
        now: datetime | None = None,
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
