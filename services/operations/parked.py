"""`tomoni parked`: events that a store can't apply, and what waits behind them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer

from services.cli.exits import FAILED, execute
from services.cli.opened import order
from services.cli.output import Json, answer, note, show, show_json, show_table
from services.cli.services import Service
from services.operations.parked_store import parked_store

parked = typer.Typer(help="Events that a store can't apply, and what waits behind them.", no_args_is_help=True)

_COLUMNS = ("store", "kind", "position", "aggregate", "version", "type", "why")
Of = Annotated[Service, typer.Argument(help="Whose store.")]
Position = Annotated[int, typer.Argument(help="The event's position in the log.", min=1)]


@parked.command("list")
def list_(
    service: Annotated[Service | None, typer.Argument(help="Whose store; both without it.")] = None, json: Json = False
) -> None:
    """What is parked, in log order: events that can't be applied, those waiting behind them, and failed reactions."""

    async def work() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for name in [service] if service else list(Service):
            async with parked_store(name) as store:
                found += await store.rows()
        return found

    rows = execute(work())
    if json:
        show_json(rows)
    elif rows:
        show_table(_COLUMNS, [[row[column] for column in _COLUMNS] for row in rows])
    else:
        show("nothing is parked")


@parked.command("show")
def show_(service: Of, position: Position, json: Json = False) -> None:
    """One parked event, as it stands in the log."""

    async def work() -> dict[str, Any]:
        async with parked_store(service) as store:
            facts, payload = await store.one(position)
            return facts | {"record": _record(payload)}

    facts = execute(work())
    if json:
        show_json(facts)
        return
    show(f"position {position}: {facts['why']}")
    record = facts["record"]
    show(record) if isinstance(record, str) else show_json(record)


@parked.command()
def retry(service: Of, json: Json = False) -> None:
    """Apply what is parked, each event where it stands in the log, and fire failed reactions; for after an upgrade.

    The store is made anew beside the one that serves, so it is what it had been if nothing had ever been parked.
    """

    async def work() -> dict[str, Any]:
        async with parked_store(service) as store:
            return await store.anew() | await store.react()

    told = execute(work())
    answer(_outcome(told), told, json)
    if told["still_parked"] or told["still_aside"]:
        raise typer.Exit(FAILED)


@parked.command("drop")
def drop_(
    service: Of,
    position: Position,
    reason: Annotated[str, typer.Option(help="Why; it stays readable in the log for ever.")],
    json: Json = False,
) -> None:
    """Leave an event out of the store for good, and apply what waits behind it. The decision is an event itself.

    Where it is the reaction that failed, that is given up; and nothing else changes, unless the event is parked, too.
    """

    async def work() -> dict[str, Any]:
        async with parked_store(service) as store:
            given_up = await store.give_up(position)
            if given_up:
                note(f"nothing is going to be done about the event at position {position}")
            if given_up and not store.holds(position):
                return {"store": str(service), "dropped": position, "new": True, "were_parked": 0, "still_parked": []}
            outcome = await store.drop(position, reason, order())
            note(f"the event at position {position} is left out from now on, in every rebuild")
            return {"dropped": position, "new": bool(outcome.events)} | await store.anew()

    told = execute(work())
    answer(_outcome(told), told, json)


def _record(payload: bytes) -> Any:
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return payload.decode(errors="backslashreplace")


def _outcome(told: dict[str, Any]) -> str:
    left = told["still_parked"] + told.get("still_aside", [])
    if not left:
        return f"{told['store']}: nothing is parked any more ({told['were_parked'] + told.get('were_aside', 0)} were)"
    first = left[0]
    return f"{told['store']}: {len(left)} still parked, the first at position {first['position']}: {first['why']}"
