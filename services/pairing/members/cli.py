"""`tomoni pause` and `tomoni resume`: be left out of the draws of buddy groups for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.opened import OPERATOR, on_pairing, order
from services.cli.output import Json, answer
from shared.days import day_of

if TYPE_CHECKING:
    from services.pairing.service import Pairing

Person = Annotated[str, typer.Argument(help="The person's id, such as P-3.")]


def pause(
    person: Person,
    until: Annotated[
        str | None, typer.Option(help="The day from which on the person takes part again, such as 2026-10-01.")
    ] = None,
    json: Json = False,
) -> None:
    """Leave somebody out of draws, until a day or until further notice. Why is never asked; others never see it."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        day = day_of(until) if until is not None else None
        outcome = await pairing.pauses.pause(person, OPERATOR, order(), until=day, admin=True)
        return {"person": person, "paused": True, "until": day, "new": bool(outcome.events)}

    told = on_pairing(work)
    answer(f"{person} is left out of draws" + (f" until {until}" if until else ""), told, json)


def resume(person: Person, json: Json = False) -> None:
    """Have somebody take part in draws again."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        outcome = await pairing.pauses.resume(person, OPERATOR, order(), admin=True)
        return {"person": person, "paused": False, "until": None, "new": bool(outcome.events)}

    told = on_pairing(work)
    answer(f"{person} takes part in draws again", told, json)
