"""The services opened for one command: caught up with the log, and closed again when the command is done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.cli.workplace import caught_up, log_url
from shared.eventlog import Order
from shared.events import Authority, fresh_command_id
from shared.settings import load_settings

if TYPE_CHECKING:
    # Loading a service takes longer than most commands of the other one work.
    from services.okr.service import Okr
    from services.pairing.service import Pairing

OPERATOR = "system:operator"
"""The actor of what is done on the command line by nobody in particular."""


def order(actor: str = OPERATOR) -> Order:
    """A new order, given now; the operator's word is an admin's."""
    authority = Authority.ADMIN if actor == OPERATOR else Authority.MEMBER
    return Order(command=fresh_command_id(), actor=actor, now=datetime.now(UTC), authority=authority)


@asynccontextmanager
async def okr_opened() -> AsyncIterator[Okr]:
    """The okr service, as the log has it now."""
    from services.okr.app import open_okr

    settings = load_settings()
    async with log_url(settings) as url, open_okr(settings, url=url) as okr:
        await caught_up(okr.runtime)
        yield okr


@asynccontextmanager
async def pairing_opened() -> AsyncIterator[Pairing]:
    """The pairing service, as the log has it now."""
    from services.pairing.app import open_pairing

    settings = load_settings()
    async with log_url(settings) as url, open_pairing(settings, url=url) as pairing:
        await caught_up(pairing.runtime)
        yield pairing
