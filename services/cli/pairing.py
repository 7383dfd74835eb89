"""`tomoni pairing`: what people choose for themselves, whom they are kept apart from, what the next quarters bring."""

from __future__ import annotations

import re
import sys
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.opened import OPERATOR, on_pairing, order
from services.cli.output import Json, answer, show, show_json, show_table
from services.pairing import typed_ids as resolve
from services.pairing.groups.cli.meetings import brief, cadence, ics, notices
from services.pairing.members.domain import Wishes
from services.pairing.members.views import pool
from services.pairing.voices.cli import add_voices
from shared.events import Invalid

if TYPE_CHECKING:
    from services.pairing.service import Pairing

pairing_command = typer.Typer(
    help="Buddy groups: choices, exclusions, meetings, the next quarters.", no_args_is_help=True
)
for each in (cadence, notices, ics, brief):
    pairing_command.command()(each)

Person = Annotated[str, typer.Argument(help="Somebody's id, such as P-3.")]

_HOURS = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_WIDTH = 40


@pairing_command.command("exclude")
def exclude(
    one: Person,
    other: Person,
    lift: Annotated[bool, typer.Option("--lift", help="Let them be put together again.")] = False,
    json: Json = False,
) -> None:
    """Never put two people together, from the next draw on. Why is never asked, and neither of them is told."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        do = pairing.exclusions.lift if lift else pairing.exclusions.keep_apart
        outcome = await do(one, other, OPERATOR, order(), admin=True)
        return {"one": one, "other": other, "apart": not lift, "new": bool(outcome.events)}

    told = on_pairing(work)
    answer(f"{one} and {other} " + ("may be put together again" if lift else "are kept apart"), told, json)


@pairing_command.command("exclusions")
def exclusions(json: Json = False) -> None:
    """All pairs on the organisers' list; what people have on their own is nobody else's business."""

    async def work(pairing: Pairing) -> list[tuple[str, str]]:
        pairs = await pairing.exclusions.every()
        with pairing.runtime.store.read() as connection:
            code = {row["person"]: resolve.person_code(row["number"]) for row in pool.present(connection)}
        return [(code[one], code[other]) for one, other in pairs]

    pairs = on_pairing(work)
    if json:
        show_json([{"one": one, "other": other} for one, other in pairs])
    elif pairs:
        show_table(("one", "other"), pairs)
    else:
        show("nobody is on the organisers' list")


@pairing_command.command("optout")
def optout(person: Person, json: Json = False) -> None:
    """Have somebody take no part until further notice. Why is never asked; others never see it."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        outcome = await pairing.choices.opt_out(person, OPERATOR, order(), admin=True)
        return {"person": person, "opted_out": True, "new": bool(outcome.events)}

    told = on_pairing(work)
    answer(f"{person} takes no part until further notice", told, json)


@pairing_command.command("optin")
def optin(person: Person, json: Json = False) -> None:
    """Have somebody take part again, from the next draw on."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        outcome = await pairing.choices.opt_in(person, OPERATOR, order(), admin=True)
        return {"person": person, "opted_out": False, "new": bool(outcome.events)}

    told = on_pairing(work)
    answer(f"{person} takes part again", told, json)


@pairing_command.command("wishes")
def wishes(
    person: Person,
    hours: Annotated[str | None, typer.Option(help="Working hours in UTC, such as 00:00-09:00.")] = None,
    office: Annotated[str | None, typer.Option(help="Where somebody works, such as Tokyo.")] = None,
    languages: Annotated[str | None, typer.Option(help="What somebody speaks, such as ja,en.")] = None,
    json: Json = False,
) -> None:
    """Say what somebody would rather have; what is left out is wished no more."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        spoken = tuple(part for part in languages.split(",") if part.strip()) if languages else ()
        wished = Wishes(_hours(hours), office, spoken)
        outcome = await pairing.choices.wish(person, wished, OPERATOR, order(), admin=True)
        return {"person": person, "new": bool(outcome.events)}

    told = on_pairing(work)
    answer(f"the next draw knows what {person} wishes", told, json)


@pairing_command.command("simulate")
def simulate(
    quarters: Annotated[int, typer.Option(help="How many quarters, 1 to 40.")] = 8,
    churn: Annotated[float, typer.Option(help="Per cent of the pool that change before each quarter.")] = 0.0,
    json: Json = False,
) -> None:
    """What the next quarters would bring, without anything being written: repeats beside the least possible."""

    async def work(pairing: Pairing) -> list[dict[str, Any]]:
        found = await pairing.draws.simulate(quarters, churn / 100, await pairing.context.day(order().now))
        so_far = accumulate(quarter.repeats for quarter in found.quarters)
        return [
            {
                "quarter": each.number,
                "people": each.people,
                "new": each.replaced,
                "repeats": each.repeats,
                "so_far": together,
                "least": each.least,
                "random": each.random,
                "greedy": each.greedy,
                "shortest_gap": each.shortest_gap,
            }
            for each, together in zip(found.quarters, so_far, strict=True)
        ]

    rows = on_pairing(work)
    if json:
        show_json(rows)
        return
    show_table(
        ("quarter", "people", "new", "repeats", "so far", "least", "random", "greedy", "shortest gap"),
        [tuple(row.values()) for row in rows],
    )
    if sys.stdout.isatty():
        _chart(rows)


def _chart(rows: list[dict[str, Any]]) -> None:
    """Bars of the repeats so far, by the draw, the bound and the baselines, in the last quarter and before."""
    sums = {name: list(accumulate(row[name] for row in rows)) for name in ("repeats", "random", "greedy")}
    sums["least"] = [row["least"] for row in rows]
    most = max(1, *(figures[-1] for figures in sums.values()))
    show(f"repeats so far, quarter by quarter (a full bar: {most})")
    for index, row in enumerate(rows):
        for name, label in (("repeats", "this draw"), ("least", "bound"), ("greedy", "greedy"), ("random", "random")):
            figure = sums[name][index]
            quarter = f"{row['quarter']:>3}" if name == "repeats" else "   "
            show(f"{quarter} {label:<9} {'█' * round(_WIDTH * figure / most)} {figure}")


def _hours(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        raise Invalid(f"{text!r} are no working hours; write them in UTC, as 00:00-09:00")
    first, first_minutes, last, last_minutes = map(int, match.groups())
    return first * 60 + first_minutes, last * 60 + last_minutes


add_voices(pairing_command)
