"""`tomoni rotation`: draw, look at, draw again, confirm or discard a rotation of the buddy groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.opened import on_pairing, order
from services.cli.output import Json, answer, show, show_json, show_table
from services.pairing import typed_ids as resolve
from services.pairing.groups.cli.trios import named, names
from services.pairing.members.views import pool
from services.pairing.rotations.explanation import quality
from services.pairing.rotations.views import rotations
from shared.events import NotFound

if TYPE_CHECKING:
    from services.pairing.service import Drafted, Pairing

rotation = typer.Typer(help="Draw, confirm or discard a rotation of the buddy groups.", no_args_is_help=True)

Rotation = Annotated[str, typer.Argument(help="The rotation, such as R-2.")]
Person = Annotated[str, typer.Argument(help="Somebody's id, such as P-3.")]

_FACTS = ("label", "stage", "repeats", "least_repeats", "optimal", "gap", "run", "unplaced")

_PATIENCE = 30.0


Pins = Annotated[
    list[str] | None, typer.Option("--pin", help="People to be in one group, such as P-1,P-2; more than once for more.")
]
Forbids = Annotated[
    list[str] | None, typer.Option("--forbid", help="Two to be in none together, such as P-3,P-4; repeatable.")
]


@rotation.command("draft")
def rotation_draft(
    after: Annotated[str, typer.Option("--after", help="The quarter (or ISO week) after which it holds.")],
    pin: Pins = None,
    forbid: Forbids = None,
    json: Json = False,
) -> None:
    """Draw groups for the time after a quarter; nothing happens until the draft is confirmed."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        pins, forbids = _people(pin), _people(forbid)
        drafted = await pairing.rotations.draft(after, order(), pins=pins, forbids=forbids, naming=True)
        return await _told(pairing, drafted)

    drawn = on_pairing(work)
    before = "" if drawn["new"] else " (it had been drawn before)"
    answer(f"{drawn['id']}: {drawn['stage']}{before}", drawn, json)


@rotation.command("draw")
def rotation_draw(
    name: Rotation,
    pin: Pins = None,
    forbid: Forbids = None,
    anew: Annotated[bool, typer.Option("--anew", help="Forget what was pinned and forbidden before.")] = False,
    json: Json = False,
) -> None:
    """Draw a draft again, with what was pinned and forbidden before and now; the new draft takes its place."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        pins, forbids = _people(pin), _people(forbid)
        ident = _rotation(pairing, name)
        drafted = await pairing.rotations.draw_again(ident, order(), pins=pins, forbids=forbids, anew=anew, naming=True)
        return await _told(pairing, drafted)

    drawn = on_pairing(work)
    answer(f"{drawn['id']} takes the place of {name}: {drawn['stage']}", drawn, json)


@rotation.command("show")
def rotation_show(name: Rotation, json: Json = False) -> None:
    """The groups that a rotation proposes, or has formed, and why they are as they are."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        ident = _rotation(pairing, name)
        told = await pairing.draws.explain(ident)
        people = await named(pairing, told.groups)
        known = {member["person"]: member["name"] for group in people for member in group}
        facts = {key: told.row[key] for key in _FACTS}
        return {
            "rotation": name,
            **facts,
            "groups": people,
            "why": [why.says(lambda person: known.get(person) or person) for why in told.why],
            "says": quality(told.row),
            "absent": told.absent,
            "newcomers": [resolve.person_code(person["number"]) for person in told.newcomers],
            "stale": await pairing.draws.is_stale(ident, await pairing.context.day(order().now)),
        }

    found = on_pairing(work)
    if json:
        show_json(found)
        return
    show(f"{name} for {found['label']}: {found['stage']}; {found['says']}")
    if found["absent"]:
        show(f"not in it though they are there: {found['absent']}")
    if found["newcomers"]:
        show(f"joined since and in no group: {', '.join(found['newcomers'])}")
    if found["stale"]:
        show(f"out of date, as the pool has changed since: tomoni rotation draw {name}")
    rows = enumerate(zip(map(names, found["groups"]), found["why"], strict=True), start=1)
    show_table(("group", "members", "why"), ((number, *row) for number, row in rows))


@rotation.command("swap-cost")
def rotation_swap_cost(name: Rotation, one: Person, other: Person, json: Json = False) -> None:
    """What it would cost if two people of a draft changed places; nothing is changed."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        swap = await pairing.draws.swap_cost(
            _rotation(pairing, name), one, other, await pairing.context.day(order().now)
        )
        with pairing.runtime.store.read() as connection:
            code = {row["person"]: resolve.person_code(row["number"]) for row in pool.present(connection)}
        breaks = [{"one": code[each.one], "other": code[each.other], "why": each.why} for each in swap.broken]
        return {
            "one": one,
            "other": other,
            "cost": swap.cost,
            "repeats": swap.repeats,
            "breaks": breaks,
            "same_function": swap.same_function,
        }

    found = on_pairing(work)
    told = f"{one} for {other}: {found['repeats']:+} repeats, {found['cost']:+} of the cost"
    told += "".join(f"; breaks: {each['one']} and {each['other']} ({each['why']})" for each in found["breaks"])
    answer(told + ("; a group of one function" if found["same_function"] else ""), found, json)


@rotation.command("confirm")
def rotation_confirm(name: Rotation, json: Json = False) -> None:
    """Let a draft hold: its groups are formed, the former ones dissolved."""

    async def work(pairing: Pairing) -> bool:
        outcome = await pairing.rotations.confirm(_rotation(pairing, name), order())
        await pairing.runtime.runner.wait_for(outcome.aggregate, outcome.version, _PATIENCE)
        return bool(outcome.events)

    new = on_pairing(work)
    said = "is confirmed; its groups are formed as soon as the pairing service runs" if new else "was confirmed before"
    answer(f"{name} {said}", {"rotation": name, "stage": "confirmed", "new": new}, json)


@rotation.command("discard")
def rotation_discard(name: Rotation, json: Json = False) -> None:
    """Throw a draft away."""

    on_pairing(lambda pairing: pairing.rotations.discard(_rotation(pairing, name), order()))
    answer(f"{name} is discarded", {"rotation": name, "stage": "discarded"}, json)


def _people(sets: list[str] | None) -> list[list[str]]:
    return [[typed.strip() for typed in each.split(",") if typed.strip()] for each in sets or ()]


async def _told(pairing: Pairing, drafted: Drafted) -> dict[str, Any]:
    await pairing.runtime.runner.wait_for(f"rotation/{drafted.rotation}", drafted.version, _PATIENCE)
    with pairing.runtime.store.read() as connection:
        row = rotations.find(connection, drafted.rotation)
    code = resolve.rotation_code(row["number"]) if row else drafted.rotation
    return {"id": code, "rotation": drafted.rotation, "stage": str(drafted.stage), "new": drafted.new}


def _rotation(pairing: Pairing, name: str) -> str:
    with pairing.runtime.store.read() as connection:
        found = resolve.rotation_id(connection, name)
    if found is None:
        raise NotFound(f"there is no rotation {name!r}; tomoni rotation draft makes one")
    return found
