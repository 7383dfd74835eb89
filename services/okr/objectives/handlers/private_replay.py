"""A private objective opened for somebody on its list: its own views, in memory, for as long as he looks.

Nothing of it comes into the service's store. So no list, count or figure there can tell of it, and every question that
the views of an objective answer is answered here by the same code.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from msgspec import structs
from sqlalchemy import Connection

from services.okr.company.domain import COMPANY
from services.okr.kernel.permissions import Actor
from services.okr.objectives.domain.objective import Objective, evolve
from services.okr.objectives.domain.sharing import must_be_seen
from services.okr.objectives.handlers import private_measures
from services.okr.views import VIEWS
from shared.eventlog import EventLog
from shared.events import (
    Event,
    KeyResultAdded,
    KeyResultRetargeted,
    KeyResultRevised,
    ObjectiveDrafted,
    ObjectiveRevised,
    Recorded,
)
from shared.projection.asof import Clocks, folded
from shared.projection.temporal_index import readable
from shared.sealing import Sealer

_TITLED = (ObjectiveDrafted, ObjectiveRevised, KeyResultAdded, KeyResultRevised)
_MEASURED = (KeyResultAdded, KeyResultRetargeted)


@dataclass(frozen=True, slots=True)
class PrivateReplay:
    """The objective's state and version, and a connection on its views, where it is known by its own id.

    `events` are those that the views are made of: its own with titles opened, its quarter's, the company's.
    """

    objective: Objective
    version: int
    connection: Connection
    events: list[Recorded[Event]]

    @property
    def nothing_yet(self) -> bool:
        """Whether the objective wasn't there at the time that is asked for."""
        return not any(isinstance(event.data, ObjectiveDrafted) for event in self.events)


@asynccontextmanager
async def opened(log: EventLog, sealer: Sealer, id_: str, by: Actor, clocks: Clocks) -> AsyncIterator[PrivateReplay]:
    """The private objective, as the clocks say. Raises NotFound, also for whoever isn't on the list (now)."""
    own = await _events(log, f"okr.private.objective.{id_}")
    state = Objective()
    for event in own:
        state = evolve(state, event.data)
    must_be_seen(by, state)
    told = [await _shown(sealer, id_, event) for event in own if clocks.admit(event)]
    around = await _events(log, f"okr.company.{COMPANY}")
    if state.quarter is not None:
        around += await _events(log, f"okr.quarter.{state.quarter}")
    events = sorted([*told, *filter(clocks.admit, around)], key=lambda event: event.position)
    engine = await asyncio.to_thread(folded, VIEWS, events)
    try:
        with engine.connect() as connection:
            yield PrivateReplay(state, own[-1].version, connection, events)
    finally:
        engine.dispose()


async def _events(log: EventLog, subject: str) -> list[Recorded[Event]]:
    stuck: set[str] = set()
    found = [readable(record, stuck) for record in await log.of_subject(subject)]
    return [event for event in found if event is not None]


async def _shown(sealer: Sealer, id_: str, event: Recorded[Event]) -> Recorded[Event]:
    """The event as the views of public objectives take it, with its title and its unit opened."""
    data = event.data
    if isinstance(data, _TITLED):
        data = structs.replace(data, title=await sealer.open(data.title))
    if isinstance(data, _MEASURED):
        data = structs.replace(data, measure=await private_measures.opened(sealer, data.measure))
    return structs.replace(event, aggregate=f"objective/{id_}", data=data)
