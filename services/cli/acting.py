"""Who acts on the command line: whom `--as` names, else whom the installation's setting names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.opened import OPERATOR, okr_opened, order

if TYPE_CHECKING:
    # Commands of the other service, too, say who acts.
    from services.okr.service import Okr
    from shared.command.done import Done
    from shared.eventlog import Order

_PATIENCE = 10.0

As = Annotated[
    str | None, typer.Option("--as", help="Who does it: a person's id, such as P-3; by default TOMONI_PERSON.")
]
"""Parameter type of the option that names the actor."""


def _usual() -> str | None:
    from shared.settings import load_settings

    return load_settings().person


def named(who: str | None) -> str:
    """The id of the person who acts, as it was given. Raises BadParameter where nobody is named."""
    found = who or _usual()
    if found is None:
        raise typer.BadParameter("say who does it: --as P-3, or the setting TOMONI_PERSON=P-3")
    return found


def actor(okr: Okr, who: str | None) -> str:
    """The person who acts; the operator where nobody is named. Raises NotFound where there is no such person."""
    found = who or _usual()
    if found is None:
        return OPERATOR
    from services.okr import typed_ids as resolve

    with okr.runtime.store.read() as connection:
        return resolve.person(connection, found)


def carry_out(who: str | None, work: Callable[[Okr, Order], Awaitable[Done]]) -> dict[str, Any]:
    """Do it in the name of `who`, or end with a sentence; what was done, as `carried_out` tells it."""
    return execute(carried_out(who, work))


async def carried_out(who: str | None, work: Callable[[Okr, Order], Awaitable[Done]]) -> dict[str, Any]:
    """Do it in the name of `who`; what was done, with the number that people know the thing by."""
    from services.okr import typed_ids as resolve

    async with okr_opened() as okr:
        done = await work(okr, order(actor(okr, who)))
        outcome = done.outcome
        await okr.runtime.runner.wait_for(outcome.aggregate, outcome.version, _PATIENCE)
        with okr.runtime.store.read() as connection:
            number = resolve.number_of(connection, done.id)
        return {
            "number": number or done.id,
            "id": done.id,
            "aggregate": outcome.aggregate,
            "version": outcome.version,
            "changed": bool(outcome.events),
        }
