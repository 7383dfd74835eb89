"""`tomoni rolemodel offer|withdraw|seek|list`: who is a role model, and who seeks one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.opened import OPERATOR, on_pairing, order, pairing_opened
from services.cli.output import Json, answer, show, show_rows
from services.pairing.typed_ids import person_code
from shared.events import Invalid

if TYPE_CHECKING:
    from services.pairing.service import Pairing

rolemodel = typer.Typer(help="Offer to be a role model, seek one, draw who gets whom.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="The person's id, such as P-3.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="A topic; give it once for each.")]


@rolemodel.command("offer")
def offer(
    person: Person,
    places: Annotated[int, typer.Option("--places", help="For how many seekers at most.")] = 1,
    topic: Topics = None,
    json: Json = False,
) -> None:
    """Be a role model from the next term on. Everybody may see the topics."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        told = await pairing.seeking.offer(person, OPERATOR, order(), capacity=places, topics=topic or [], admin=True)
        return {"person": person, "places": places, "topics": topic or [], "new": bool(told.events)}

    answer(f"{person} offers {places} place(s) as a role model", on_pairing(work), json)


@rolemodel.command("withdraw")
def withdraw(person: Person, json: Json = False) -> None:
    """Be a role model no more, from the next term on."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        told = await pairing.seeking.withdraw(person, OPERATOR, order(), admin=True)
        return {"person": person, "new": bool(told.events)}

    answer(f"{person} is a role model no more, from the next term on", on_pairing(work), json)


@rolemodel.command("seek")
def seek(
    person: Person,
    wish: Annotated[
        list[str] | None, typer.Option("--wish", help="A role model, such as P-7; the best first, once for each.")
    ] = None,
    topic: Topics = None,
    stop: Annotated[bool, typer.Option("--stop", help="Seek none any more.")] = False,
    json: Json = False,
) -> None:
    """Seek a role model from the next term on: these people, else somebody with these topics. Others never see it."""

    async def work() -> dict[str, Any]:
        if stop and (wish or topic):
            raise Invalid("either seek somebody or stop seeking, not both")
        async with pairing_opened() as pairing:
            if stop:
                told = await pairing.seeking.stop(person, OPERATOR, order(), admin=True)
            else:
                told = await pairing.seeking.seek(
                    person, OPERATOR, order(), wishes=wish or [], topics=topic or [], admin=True
                )
            return {"person": person, "seeks": not stop, "new": bool(told.events)}

    sentence = f"{person} seeks no role model any more" if stop else f"{person} seeks a role model"
    answer(sentence, execute(work()), json)


@rolemodel.command("list")
def list_(json: Json = False) -> None:
    """Who offers to be a role model."""

    async def work(pairing: Pairing) -> list[dict[str, Any]]:
        return [
            {
                "person": person_code(one.number),
                "name": one.name,
                "places": one.capacity,
                "topics": list(one.topics) if json else ", ".join(one.topics),
            }
            for one in await pairing.seeking.offers()
        ]

    found = on_pairing(work)
    if not found and not json:
        show("nobody offers to be a role model yet; tomoni rolemodel offer does")
        return
    show_rows(found, ("person", "name", "places", "topics"), json)
