"""`tomoni forget`: make everything personal that somebody left here unreadable, for good."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.opened import okr_opened, order
from services.cli.output import Json, answer, show
from services.okr import typed_ids as resolve
from services.okr.people import view as people
from shared.events import Invalid, NotFound


def forget(
    person: Annotated[str, typer.Argument(help="The person's id, such as P-3.")],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether you are sure.")] = False,
    json: Json = False,
) -> None:
    """Erase the key that opens somebody's name, e-mail and own words. Nothing brings it back; the log stays."""
    if not yes:
        if not sys.stdin.isatty():
            raise Invalid(f"nobody is here to be asked whether {person} shall be forgotten for good; say so with --yes")
        who = execute(_name(person))
        typer.confirm(f"Forget {who}, for good: name, e-mail and own words?", abort=True, err=True)
    told = execute(_forgotten(person))
    already = "" if told["new"] else " (that was done before)"
    answer(f"{person} is forgotten{already}: name, e-mail and own words can't be read any more", told, json)
    if not json and (away := told["not_taken_back"]):
        show(f"Notices that left through {', '.join(away)} can't be taken back: delete there what names the person.")


async def _name(person: str) -> str:
    async with okr_opened() as okr:
        with okr.runtime.store.read() as connection:
            row = people.by_id(connection, resolve.person(connection, person))
        if row is None:
            raise NotFound(f"there is no person {person!r}")
        return f"P-{row['number']}, {await okr.runtime.sealer.open(row['name'])}"


async def _forgotten(person: str) -> dict[str, Any]:
    async with okr_opened() as okr:
        done = await okr.people.forget(order(), person=person)
        return {
            "person": done.id,
            "aggregate": done.outcome.aggregate,
            "version": done.outcome.version,
            "new": bool(done.outcome.events),
            "not_taken_back": await okr.people.not_taken_back(),
        }
