"""A repository that only rehearses: it decides as the log stands, and remembers what it would write."""

from __future__ import annotations

from dataclasses import replace

from shared.eventlog.loaded_aggregate import LoadedAggregate
from shared.eventlog.log import EventLog
from shared.eventlog.orders import C, Decider, Order, Outcome, S
from shared.eventlog.repository import Repository
from shared.events import Event, Recorded


class Rehearsal(Repository[S, C]):
    """Carries commands out for itself alone; later ones are decided as if the earlier ones stood in the log."""

    def __init__(self, log: EventLog, decider: Decider[S, C]) -> None:
        super().__init__(log, decider)
        self._rehearsed: dict[str, LoadedAggregate[S]] = {}

    async def _store(
        self, aggregate_id: str, order: Order, past: LoadedAggregate[S], events: list[Recorded[Event]], until: float
    ) -> Outcome | None:
        outcome = self._remember(aggregate_id, past, events, past.sequence + len(events))
        self._rehearsed[aggregate_id] = self._cache[aggregate_id]
        return outcome

    async def _read(self, aggregate_id: str, until: float) -> LoadedAggregate[S]:
        rehearsed = self._rehearsed.get(aggregate_id)
        if rehearsed is not None:
            return replace(rehearsed, fresh=True)
        return await super()._read(aggregate_id, until)
