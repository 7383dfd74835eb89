"""What `tomoni parked` does about reactions that kept failing: list, fire again, give up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from services.cli.services import Service
from services.cli.workplace import caught_up
from services.okr.app import open_okr
from services.pairing.app import open_pairing
from shared.events import label_of
from shared.projection import ParkedReactions

if TYPE_CHECKING:
    from shared.projection import ParkedReaction, Store
    from shared.reacting.reactions import Reactions
    from shared.settings import Settings


def reaction_rows(service: str, reactions: Sequence[ParkedReaction]) -> list[dict[str, Any]]:
    """Each as `tomoni parked list` shows it."""
    rows = []
    for one in reactions:
        label = label_of(one.payload)
        rows.append(
            {
                "store": service,
                "kind": "reaction",
                "position": one.position,
                "aggregate": label.aggregate if label is not None else f"position/{one.position}",
                "version": label.version if label is not None else None,
                "type": label.type if label is not None else None,
                "event": label.id if label is not None else None,
                "waits_behind": None,
                "why": f"nothing was done about it: {one.reason}",
            }
        )
    return rows


def reactions_in(store: Store) -> list[ParkedReaction]:
    """Those that the service of this store has put aside."""
    return ParkedReactions(store).every()


async def fire_again(service: Service, settings: Settings, url: str) -> list[ParkedReaction]:
    """React to what the service has put aside; what fails again is returned."""
    async with _reactions(service, settings, url) as reactions:
        return await reactions.retry_parked()


async def give_up(service: Service, settings: Settings, url: str, position: int) -> None:
    """Never react to this event."""
    async with _reactions(service, settings, url) as reactions:
        await reactions.drop_parked(position)


@asynccontextmanager
async def _reactions(service: Service, settings: Settings, url: str) -> AsyncIterator[Reactions]:
    # Loading the messaging framework takes longer than most commands that never react.
    if service is Service.OKR:
        from services.okr.notices.outbox import planner_of
        from services.okr.reactions import Reactions as OkrReactions

        async with open_okr(settings, url=url) as okr:
            await caught_up(okr.runtime)
            yield OkrReactions(okr, planner_of(okr), url=url)
        return
    from services.pairing.reactions import Reactions as PairingReactions

    async with open_pairing(settings, url=url) as pairing:
        await caught_up(pairing.runtime)
        yield PairingReactions(pairing, url=url)
