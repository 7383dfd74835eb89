"""`tomoni pairing measures, pulse, pulses, share`: how the buddy groups are doing, and what they and people say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from services.cli.acting import As, named
from services.cli.opened import on_pairing, order
from services.cli.output import Json, answer, show, show_json, show_table
from services.pairing import typed_ids as resolve
from services.pairing.measuring import FEWEST_GROUPS, FEWEST_PEOPLE
from shared.events import NotFound

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from services.pairing.service import Pairing

T = TypeVar("T")


def add_voices(group: typer.Typer) -> None:
    """Put these commands into a group."""
    for command in (measures, pulse, pulses, share):
        group.command()(command)


def measures(
    quarter: Annotated[str | None, typer.Option(help="A quarter's label; by default the latest one.")] = None,
    json: Json = False,
) -> None:
    """How a quarter's groups are doing as a whole; nothing about a single person or group."""

    async def work(service: Pairing) -> dict[str, Any]:
        return (await service.measures.of_quarter(datetime.now(UTC), quarter)).told()

    _show_measures(on_pairing(work), json)


def pulse(
    value: Annotated[int, typer.Argument(metavar="ANSWER", help="1 (badly) to 5 (very well).")],
    who: As = None,
    month: Annotated[str | None, typer.Option(help="The month that is asked about: this one, such as 2026-11.")] = None,
    json: Json = False,
) -> None:
    """How are the buddy groups for you? Once a month, and nobody learns who said what.

    Answers are counted in fives; fewer than five that are left at the month's end are dropped, unread.
    """

    by = named(who)

    async def work(service: Pairing) -> str:
        actor = _known(service, by, resolve.person_id, f"there is no person {by!r}; tomoni people lists them")
        given = order(actor)
        answered = await service.gathering.answer(value, actor, given, month=month)
        await service.gathering.gather_alone(given.now)
        return answered

    answered = on_pairing(work)
    answer(f"answered for {answered}; nobody can tell that it was you", {"month": answered}, json)


def pulses(json: Json = False) -> None:
    """What was answered, month by month, once there are five answers or more; counted in fives."""

    async def work(service: Pairing) -> list[dict[str, Any]]:
        return [each.told() for each in await service.gathering.shown()]

    found = on_pairing(work)
    if json:
        show_json(found)
    elif not found:
        show("no month has five answers yet")
    else:
        columns = ("month", "answers", "mean", *map(str, range(1, 6)))
        show_table(columns, [(each["month"], each["answers"], each["mean"], *each["counts"]) for each in found])


def share(
    group: Annotated[str, typer.Argument(help="Your group, such as G-3.")],
    text: Annotated[str, typer.Argument(help="What the group tells everybody, up to 1,000 characters.")],
    who: As = None,
    objective: Annotated[str | None, typer.Option(help="The objective that it is about, such as O-4.")] = None,
    json: Json = False,
) -> None:
    """Tell everybody something in your group's name; it appears in the win session. Who wrote it isn't kept."""

    by = named(who)

    async def work(service: Pairing) -> dict[str, Any]:
        actor = _known(service, by, resolve.person_id, f"there is no person {by!r}; tomoni people lists them")
        ident = _known(service, group, resolve.group_id, f"there is no group {group!r}; tomoni trios lists them")
        outcome = await service.voices.share_insight(ident, text, actor, order(actor), about=objective)
        return {"group": group, "aggregate": outcome.aggregate, "version": outcome.version}

    answer(f"{group} has told everybody", on_pairing(work), json)


def _known(service: Pairing, typed: str, find: Callable[[Connection, str], T | None], otherwise: str) -> T:
    with service.runtime.store.read() as connection:
        found = find(connection, typed)
    if found is None:
        raise NotFound(otherwise)
    return found


def _show_measures(found: dict[str, Any], json: bool) -> None:
    if json:
        show_json(found)
        return
    show(f"{found['quarter']}: {found['people']} people in {found['groups']} groups")
    if found["people"] < FEWEST_PEOPLE:
        show("too few: a figure needs five people")
        return
    rows = [("repeats", found["repeats"]), ("least repeats that any draw has", found["least_repeats"])]
    rows.append(("rotations since a repeated pair, at least", found["smallest_gap"]))
    names = {
        "adherence": "meetings held of those that the groups wanted",
        "reach_median": "people of other functions met, median",
        "reach_least": "people of other functions met, least",
        "gini": "how unevenly (Gini)",
        "centralisation": "how much it hangs on one (Freeman)",
        "ei_index": "across functions, -1 to 1 (E-I)",
    }
    if not found["too_few"]:
        rows += [(words, found[name]) for name, words in names.items()]
    show_table(("measure", "value"), rows)
    pairs = [(" + ".join(each.functions), each.assigned, each.met, each.ceiling) for each in found["coverage"]]
    if pairs:
        show_table(("functions", "pairs assigned", "met", "at most"), pairs)
    if found["too_few"]:
        show(f"too few: a figure about meetings needs {FEWEST_GROUPS} groups")
