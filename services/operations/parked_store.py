"""A service's store and log as `tomoni parked` looks at them: what is parked, what was decided, and both made anew."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from services.cli.output import progress_bar
from services.cli.services import Service, views_of
from services.cli.workplace import log_url, user
from services.operations.parked_reactions import fire_again, give_up, reaction_rows, reactions_in
from shared.eventlog import EventLog, FastReader
from shared.events import BrokenEvent, NotFound, UnknownEvent, WrongState, decode, identity_of, label_of
from shared.projection import (
    DropEvent,
    Halt,
    Store,
    drop,
    dropped_in,
    first_of_each,
    parked_in,
    position_in,
    retry,
    verify,
)
from shared.runtime import store_url
from shared.settings import Settings, load_settings

if TYPE_CHECKING:
    from shared.eventlog import Order, Outcome
    from shared.projection import Parked


@dataclass(frozen=True, slots=True)
class ParkedStore:
    """What is parked in one service's store."""

    service: Service
    settings: Settings
    url: str
    store: Store
    log: EventLog

    async def rows(self) -> list[dict[str, Any]]:
        """Every parked event, and every reaction that was put aside, in log order."""
        events = self._facts(self._parked(), await dropped_in(self.log, self.service))
        return sorted(events + reaction_rows(self.service, reactions_in(self.store)), key=itemgetter("position"))

    async def one(self, position: int) -> tuple[dict[str, Any], bytes]:
        """A parked event, or one whose reaction was put aside: what is known of it, and its record. Raises NotFound."""
        found = self._parked()
        for row, parked in zip(self._facts(found, await dropped_in(self.log, self.service)), found, strict=True):
            if parked.position == position:
                return row, parked.payload
        aside = reactions_in(self.store)
        for row, reaction in zip(reaction_rows(self.service, aside), aside, strict=True):
            if reaction.position == position:
                return row, reaction.payload
        raise NotFound(f"no event is parked at position {position} in the store of {self.service}")

    async def drop(self, position: int, reason: str, order: Order) -> Outcome:
        """Decide that the event is left out. Raises NotFound, WrongState for an event that is fine or only waits."""
        payload = await self.log.at(position)
        if payload is None:
            raise NotFound(f"the log holds nothing at position {position}")
        label, event = label_of(payload), identity_of(payload)
        if (await dropped_in(self.log, self.service)).get(position) != event:
            await self._check(position, event, payload)
        aggregate = label.aggregate if label is not None else f"position/{position}"
        command = DropEvent(position=position, event=event, aggregate=aggregate, reason=reason)
        return await drop(self.log, self.service, command, order)

    async def anew(self) -> dict[str, Any]:
        """Make the store anew; what was parked before, and what still is."""
        before = len(self._parked())
        reader = FastReader(self.log.client, f"{self.service}-rebuild")
        with progress_bar(f"rebuilding {self.service}") as bar:
            task = bar.add_task("events", total=None)

            def tell(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            left = await retry(self.store, self.log, reader, views_of(self.service), tell)
        return {"store": str(self.service), "were_parked": before, "still_parked": self._facts(left, {})}

    async def react(self) -> dict[str, Any]:
        """Fire the reactions that were put aside; how many there were, and those that failed again."""
        before = len(reactions_in(self.store))
        left = await fire_again(self.service, self.settings, self.url) if before else []
        return {"were_aside": before, "still_aside": reaction_rows(self.service, left)}

    def holds(self, position: int) -> bool:
        """Whether the event itself is parked, not only the reaction to it."""
        return position in {one.position for one in self._parked()}

    async def give_up(self, position: int) -> bool:
        """Never react to this event; false where it isn't one that was put aside."""
        if position not in {one.position for one in reactions_in(self.store)}:
            return False
        await give_up(self.service, self.settings, self.url, position)
        return True

    async def _check(self, position: int, event: str, payload: bytes) -> None:
        parked = self._parked()
        found = next((one for one in parked if (one.position, one.event_id) == (position, event)), None)
        if found is not None and found.reason is None:
            first = first_of_each(parked)[found.aggregate]
            raise WrongState(f"the event at position {position} only waits; decide about position {first} first")
        if found is None and _readable(position, payload) and await self._applied(position):
            raise WrongState(f"the event at position {position} is in the store; only what is parked can be dropped")

    async def _applied(self, position: int) -> bool:
        with self.store.read() as connection:
            reached, event_id = position_in(connection)
        try:
            await verify(self.log, self.service, reached, event_id)
        except Halt:
            return False
        return position <= reached

    def _parked(self) -> list[Parked]:
        with self.store.read() as connection:
            return parked_in(connection)

    def _facts(self, parked: Sequence[Parked], decided: Mapping[int, str]) -> list[dict[str, Any]]:
        first = first_of_each(parked)
        found = []
        for one in parked:
            why = one.reason or f"waits behind position {first[one.aggregate]}"
            if decided.get(one.position) == one.event_id:
                why = f"dropped; what waits behind it comes with: tomoni parked retry {self.service}"
            found.append(
                {
                    "store": str(self.service),
                    "kind": "event",
                    "position": one.position,
                    "aggregate": one.aggregate,
                    "version": one.version or None,
                    "type": one.type or None,
                    "event": one.event_id,
                    "waits_behind": first[one.aggregate] if one.reason is None else None,
                    "why": why,
                }
            )
        return found


@asynccontextmanager
async def parked_store(service: Service) -> AsyncIterator[ParkedStore]:
    """The service's store and log, for the time of the block."""
    settings = load_settings()
    store = Store(store_url(settings, service), service, views_of(service))
    try:
        async with log_url(settings) as url, user(settings, url, service) as client:
            yield ParkedStore(service, settings, url, store, EventLog(client))
    finally:
        store.close()


def _readable(position: int, payload: bytes) -> bool:
    try:
        decode(position, payload)
    except (UnknownEvent, BrokenEvent):
        return False
    return True
