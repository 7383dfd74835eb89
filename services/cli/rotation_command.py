"""`tomoni rotation`: draw, look at, confirm or discard a rotation of the buddy groups."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.opened import order, pairing_opened
from services.cli.output import Json, answer, show, show_json, show_table
from services.cli.trios_command import named, names
from services.pairing.service import Pairing
from services.pairing.views import proposals, resolve, rotations
from services.pairing.views.trios import with_people
from shared.events import NotFound

rotation = typer.Typer(help="Draw, confirm or discard a rotation of the buddy groups.", no_args_is_help=True)

Rotation = Annotated[str, typer.Argument(help="The rotation, such as R-2.")]

_PATIENCE = 30.0


@rotation.command("draft")
def rotation_draft(
    after: Annotated[str, typer.Option("--after", help="The quarter after which it holds.")], json: Json = False
) -> None:
    """Draw groups for the time after a quarter; nothing happens until the draft is confirmed."""

    async def work() -> dict[str, Any]:
        async with pairing_opened() as pairing:
            drafted = await pairing.draft_rotation(after, order())
            await pairing.ground.runner.wait_for(f"rotation/{drafted.rotation}", drafted.version, _PATIENCE)
            with pairing.ground.store.read() as connection:
                row = rotations.find(connection, drafted.rotation)
            code = resolve.rotation_code(row["number"]) if row else drafted.rotation
            return {"id": code, "rotation": drafted.rotation, "stage": str(drafted.stage), "new": drafted.new}

    drawn = execute(work())
    before = "" if drawn["new"] else " (it had been drawn before)"
    answer(f"{drawn['id']}: {drawn['stage']}{before}", drawn, json)


@rotation.command("show")
def rotation_show(name: Rotation, json: Json = False) -> None:
    """The groups that a rotation proposes, or has formed."""

    async def work() -> dict[str, Any]:
        async with pairing_opened() as pairing:
            ident = _rotation(pairing, name)
            with pairing.ground.store.read() as connection:
                row = rotations.find(connection, ident)
                drawn = with_people(connection, proposals.of_rotation(connection, ident))
            assert row is not None
            facts = {key: row[key] for key in ("label", "stage", "repeats", "unplaced")}
            return {"rotation": name, **facts, "groups": await named(pairing, drawn)}

    found = execute(work())
    if json:
        show_json(found)
        return
    show(f"{name} for {found['label']}: {found['stage']}, {found['repeats']} pairs have been together before")
    show_table(("group", "members"), enumerate(map(names, found["groups"]), start=1))


@rotation.command("confirm")
def rotation_confirm(name: Rotation, json: Json = False) -> None:
    """Let a draft hold: its groups are formed, the former ones dissolved."""

    async def work() -> None:
        async with pairing_opened() as pairing:
            outcome = await pairing.confirm_rotation(_rotation(pairing, name), order())
            await pairing.ground.runner.wait_for(outcome.aggregate, outcome.version, _PATIENCE)

    execute(work())
    told = f"{name} is confirmed; its groups are formed as soon as the pairing service runs"
    answer(told, {"rotation": name, "stage": "confirmed"}, json)


@rotation.command("discard")
def rotation_discard(name: Rotation, json: Json = False) -> None:
    """Throw a draft away."""

    async def work() -> None:
        async with pairing_opened() as pairing:
            await pairing.discard_rotation(_rotation(pairing, name), order())

    execute(work())
    answer(f"{name} is discarded", {"rotation": name, "stage": "discarded"}, json)


def _rotation(pairing: Pairing, name: str) -> str:
    with pairing.ground.store.read() as connection:
        found = resolve.rotation_id(connection, name)
    if found is None:
        raise NotFound(f"there is no rotation {name!r}; tomoni rotation draft makes one")
    return found
