"""The services opened for one command: caught up with the log, and closed again when the command is done.

What that takes is loaded then: who asks for help, or whose command line is wrong, opens nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from services.cli.exits import execute

if TYPE_CHECKING:
    from services.okr.service import Okr
    from services.pairing.service import Pairing
    from shared.eventlog import Order

S = TypeVar("S", "Okr", "Pairing")
T = TypeVar("T")

OPERATOR = "system:operator"
"""The actor of what is done on the command line by nobody in particular."""


def order(actor: str = OPERATOR) -> Order:
    """A new order, given now; the operator's word is an admin's."""
    from shared.eventlog import Order
    from shared.events import Authority, fresh_command_id

    authority = Authority.ADMIN if actor == OPERATOR else Authority.MEMBER
    return Order(command=fresh_command_id(), actor=actor, now=datetime.now(UTC), authority=authority)


@asynccontextmanager
async def okr_opened() -> AsyncIterator[Okr]:
    """The okr service, as the log has it now."""
    from services.okr.app import open_okr

    async with _caught_up(open_okr) as okr:
        yield okr


@asynccontextmanager
async def pairing_opened() -> AsyncIterator[Pairing]:
    """The pairing service, as the log has it now."""
    from services.pairing.app import open_pairing

    async with _caught_up(open_pairing) as pairing:
        yield pairing


def on_okr(work: Callable[[Okr], Awaitable[T]]) -> T:
    """What `work` comes to on the okr service; where it fails, a sentence and the end of the program."""

    async def done() -> T:
        async with okr_opened() as okr:
            return await work(okr)

    return execute(done())


def on_pairing(work: Callable[[Pairing], Awaitable[T]]) -> T:
    """The same on the pairing service."""

    async def done() -> T:
        async with pairing_opened() as pairing:
            return await work(pairing)

    return execute(done())


@asynccontextmanager
async def _caught_up(opening: Callable[..., AbstractAsyncContextManager[S]]) -> AsyncIterator[S]:
    from services.cli.workplace import caught_up, log_url
    from shared.settings import load_settings

    settings = load_settings()
    async with log_url(settings) as url, opening(settings, url=url) as service:
        await caught_up(service.runtime)
        yield service
