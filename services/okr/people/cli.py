"""`tomoni person`: keep who works here current: somebody joins, moves, is renamed, leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.opened import okr_opened, order
from services.cli.output import Json, answer
from services.okr import typed_ids as resolve
from services.okr.people import view as people
from shared.events import NotFound

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from services.okr.service import Okr
    from shared.command.done import Done

_PATIENCE = 10.0

person = typer.Typer(help="Keep who works here current.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(help="The person's id, such as P-3.")]
Team = Annotated[str | None, typer.Option(help="The team; an empty one is none.")]
Manager = Annotated[str | None, typer.Option(help="The manager's id, such as P-1; an empty one is nobody.")]


@person.command("add")
def person_add(
    name: Annotated[str, typer.Argument(help="The person's name; it is sealed.")],
    function: Annotated[str, typer.Option(help="What the person works at, such as sales, cs or dev.")],
    email: Annotated[str | None, typer.Option(help="The e-mail address; it is sealed.")] = None,
    team: Team = None,
    manager: Manager = None,
    back: Annotated[str | None, typer.Option(help="Who it is, where somebody comes back: an id such as P-3.")] = None,
    json: Json = False,
) -> None:
    """Somebody belongs to the company from now on."""

    async def work(okr: Okr) -> Done:
        return await okr.people.join(
            order(),
            name=name,
            function=function,
            email=email or None,
            team=team or None,
            manager=manager or None,
            person=None if back is None else _row(okr, back)["person"],
        )

    told = execute(_done(work))
    answer(f"{told['number']} belongs to the company", told, json)


@person.command("move")
def person_move(
    who: Who,
    function: Annotated[str | None, typer.Option(help="What the person works at from now on.")] = None,
    team: Team = None,
    manager: Manager = None,
    json: Json = False,
) -> None:
    """Another function, team or manager from now on; what isn't named stays."""
    if function is None and team is None and manager is None:
        raise typer.BadParameter("say what changes: --function, --team or --manager")

    async def work(okr: Okr) -> Done:
        row = _row(okr, who)
        return await okr.people.move(
            order(),
            person=who,
            function=row["function"] if function is None else function,
            team=row["team"] if team is None else team or None,
            manager=row["manager"] if manager is None else manager or None,
        )

    told = execute(_done(work))
    answer(f"{told['number']} has moved" if told["changed"] else f"{told['number']} is there already", told, json)


@person.command("rename")
def person_rename(
    who: Who,
    name: Annotated[str | None, typer.Argument(help="The name from now on; it is sealed.")] = None,
    email: Annotated[str | None, typer.Option(help="The e-mail address from now on; it is sealed.")] = None,
    json: Json = False,
) -> None:
    """Another name or e-mail from now on; what isn't named stays."""
    if name is None and email is None:
        raise typer.BadParameter("say what changes: the name, or --email")
    told = execute(_done(lambda okr: okr.people.rename(order(), person=who, name=name, email=email)))
    already = "" if told["changed"] else " already"
    answer(f"{told['number']} is known so{already}", told, json)


@person.command("leave")
def person_leave(who: Who, json: Json = False) -> None:
    """Somebody no longer belongs to the company; what he did stays, his buddy group is healed, he can't sign in."""
    told = execute(_done(lambda okr: okr.people.leave(order(), person=who)))
    answer(f"{told['number']} has left" if told["changed"] else f"{told['number']} had left already", told, json)


async def _done(work: Callable[[Okr], Awaitable[Done]]) -> dict[str, Any]:
    """Do it as the operator, who keeps the list of people; what was done, with the person's number."""
    async with okr_opened() as okr:
        done = await work(okr)
        outcome = done.outcome
        await okr.runtime.runner.wait_for(outcome.aggregate, outcome.version, _PATIENCE)
        with okr.runtime.store.read() as connection:
            number = people.numbers(connection, {done.id}).get(done.id, done.id)
        return {
            "number": number,
            "id": done.id,
            "aggregate": outcome.aggregate,
            "version": outcome.version,
            "changed": bool(outcome.events),
        }


def _row(okr: Okr, text: str) -> RowMapping:
    """What is known of a person. Raises NotFound."""
    with okr.runtime.store.read() as connection:
        row = people.by_id(connection, resolve.person(connection, text))
    if row is None:
        raise NotFound(f"there is no person {text!r}; tomoni people lists them")
    return row
