"""The commands of every day: people, quarters, check-ins, rotations, meetings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.output import Json, answer, show_json, show_table
from services.cli.workplace import caught_up, log_url
from services.okr.app import open_okr
from services.okr.service import Okr
from services.okr.views import buddy_meetings, quarters, resolve
from services.okr.views import people as people_view
from services.pairing.app import open_pairing
from services.pairing.service import Pairing
from services.pairing.views import resolve as pairing_resolve
from services.pairing.views import rotations
from shared.eventlog import Order
from shared.events import Invalid, NotFound, Zone, fresh_command_id, iso_week
from shared.settings import load_settings

OPERATOR = "system:operator"
"""The actor of what is done on the command line by nobody in particular."""

_PATIENCE = 30.0

quarter = typer.Typer(help="Plan, start and end quarters.", no_args_is_help=True)
rotation = typer.Typer(help="Draw, confirm or discard a rotation of the buddy groups.", no_args_is_help=True)

As = Annotated[str, typer.Option("--as", help="Who does it: a person's id, such as P-3.")]
Rotation = Annotated[str, typer.Argument(help="The rotation, such as R-2.")]
Label = Annotated[str, typer.Argument(help="The quarter's label, such as 2026-Q3.")]


def people(json: Json = False) -> None:
    """Who belongs to the company, with the ids that other commands take."""

    async def work() -> list[dict[str, Any]]:
        async with _okr() as okr:
            with okr.ground.store.read() as connection:
                rows = people_view.listed(connection, limit=100_000)
            names = await okr.ground.sealer.open_all([row["name"] for row in rows])
            return [
                {
                    "id": f"P-{row['number']}",
                    "name": name,
                    "function": row["function"],
                    "team": row["team"],
                    "person": row["person"],
                }
                for row, name in zip(rows, names, strict=True)
            ]

    _show(execute(work()), ("id", "name", "function", "team", "person"), json)


def checkin(
    key_result: Annotated[str, typer.Argument(help="The key result, such as KR-17.")],
    value: Annotated[str, typer.Argument(help="The value now, or the zone: fail, commit, target, stretch.")],
    who: As,
    confidence: Annotated[int | None, typer.Option("-c", help="0 (not at all) to 10 (certain).")] = None,
    message: Annotated[str | None, typer.Option("-m", help="What changed, in your own words; it is sealed.")] = None,
    json: Json = False,
) -> None:
    """Say where a key result stands."""

    async def work() -> dict[str, Any]:
        async with _okr() as okr:
            with okr.ground.store.read() as connection:
                actor = resolve.person(connection, who)
            number, zone = _figure(value)
            done = await okr.check_in(
                order(actor), key_result=key_result, value=number, zone=zone, confidence=confidence, comment=message
            )
            return {"check_in": done.id, "aggregate": done.outcome.aggregate, "version": done.outcome.version}

    answer(f"checked in on {key_result}: {value}", execute(work()), json)


def meeting(
    group: Annotated[str, typer.Argument(help="The group, such as G-3.")],
    who: As,
    week: Annotated[str | None, typer.Option(help="The ISO week, such as 2026-W28; this week by default.")] = None,
    json: Json = False,
) -> None:
    """Say that your buddy group met. Nothing else is asked or kept."""

    async def work() -> dict[str, Any]:
        async with _okr() as okr, _pairing() as pairing:
            with okr.ground.store.read() as connection:
                actor = resolve.person(connection, who)
            when = week or iso_week(datetime.now(load_settings().zone).date())
            with pairing.ground.store.read() as connection:
                ident = pairing_resolve.group_id(connection, group)
            if ident is None:
                raise NotFound(f"there is no group {group!r}; tomoni trios lists them")
            outcome = await pairing.report_meeting(ident, actor, order(actor), week=when)
            return {"group": group, "week": when, "new": bool(outcome.events)}

    told = execute(work())
    known = "" if told["new"] else " (that was known already)"
    answer(f"{group} met in {told['week']}{known}", told, json)


@quarter.command("list")
def quarter_list(json: Json = False) -> None:
    """Every quarter, and how many buddy meetings it had."""

    async def work() -> list[dict[str, Any]]:
        async with _okr() as okr:
            with okr.ground.store.read() as connection:
                return [
                    {
                        "quarter": row["label"],
                        "start": row["start"],
                        "end": row["end"],
                        "phase": row["phase"],
                        "buddy_meetings": buddy_meetings.meetings_in(connection, row["start"], row["end"]),
                    }
                    for row in quarters.listed(connection, limit=1000)
                ]

    _show(execute(work()), ("quarter", "start", "end", "phase", "buddy_meetings"), json)


@quarter.command("plan")
def quarter_plan(
    label: Label,
    start: Annotated[str, typer.Argument(help="Its first day, such as 2026-07-01.")],
    end: Annotated[str, typer.Argument(help="Its last day, such as 2026-09-30.")],
    json: Json = False,
) -> None:
    """Make a period for objectives."""

    async def work() -> None:
        async with _okr() as okr:
            await okr.plan_quarter(order(), label=label, start=_day(start), end=_day(end))

    execute(work())
    answer(f"{label} is planned", {"quarter": label, "phase": "planned"}, json)


@quarter.command("start")
def quarter_start(label: Label, json: Json = False) -> None:
    """Let the quarter run."""

    async def work() -> None:
        async with _okr() as okr:
            await okr.start_quarter(order(), quarter=label)

    execute(work())
    answer(f"{label} runs", {"quarter": label, "phase": "started"}, json)


@quarter.command("end")
def quarter_end(label: Label, json: Json = False) -> None:
    """End the quarter; pairing then draws the next buddy groups."""

    async def work() -> None:
        async with _okr() as okr:
            await okr.end_quarter(order(), quarter=label)

    execute(work())
    answer(f"{label} has ended", {"quarter": label, "phase": "ended"}, json)


@rotation.command("draft")
def rotation_draft(
    after: Annotated[str, typer.Option("--after", help="The quarter after which it holds.")], json: Json = False
) -> None:
    """Draw groups for the time after a quarter; nothing happens until the draft is confirmed."""

    async def work() -> dict[str, Any]:
        async with _pairing() as pairing:
            drafted = await pairing.draft_rotation(after, order())
            await pairing.ground.runner.wait_for(f"rotation/{drafted.rotation}", drafted.version, _PATIENCE)
            with pairing.ground.store.read() as connection:
                row = rotations.find(connection, drafted.rotation)
            code = pairing_resolve.rotation_code(row["number"]) if row else drafted.rotation
            return {"id": code, "rotation": drafted.rotation, "stage": str(drafted.stage), "new": drafted.new}

    drawn = execute(work())
    before = "" if drawn["new"] else " (it had been drawn before)"
    answer(f"{drawn['id']}: {drawn['stage']}{before}", drawn, json)


@rotation.command("confirm")
def rotation_confirm(name: Rotation, json: Json = False) -> None:
    """Let a draft hold: its groups are formed, the former ones dissolved."""

    async def work() -> None:
        async with _pairing() as pairing:
            outcome = await pairing.confirm_rotation(_rotation(pairing, name), order())
            await pairing.ground.runner.wait_for(outcome.aggregate, outcome.version, _PATIENCE)

    execute(work())
    told = f"{name} is confirmed; its groups are formed as soon as the pairing service runs"
    answer(told, {"rotation": name, "stage": "confirmed"}, json)


@rotation.command("discard")
def rotation_discard(name: Rotation, json: Json = False) -> None:
    """Throw a draft away."""

    async def work() -> None:
        async with _pairing() as pairing:
            await pairing.discard_rotation(_rotation(pairing, name), order())

    execute(work())
    answer(f"{name} is discarded", {"rotation": name, "stage": "discarded"}, json)


def order(actor: str = OPERATOR) -> Order:
    """A new order, given now."""
    return Order(command=fresh_command_id(), actor=actor, now=datetime.now(UTC))


@asynccontextmanager
async def _okr() -> AsyncIterator[Okr]:
    settings = load_settings()
    async with log_url(settings) as url, open_okr(settings, url=url) as okr:
        await caught_up(okr.ground)
        yield okr


@asynccontextmanager
async def _pairing() -> AsyncIterator[Pairing]:
    settings = load_settings()
    async with log_url(settings) as url, open_pairing(settings, url=url) as pairing:
        await caught_up(pairing.ground)
        yield pairing


def _rotation(pairing: Pairing, name: str) -> str:
    with pairing.ground.store.read() as connection:
        found = pairing_resolve.rotation_id(connection, name)
    if found is None:
        raise NotFound(f"there is no rotation {name!r}; tomoni rotation draft makes one")
    return found


def _figure(text: str) -> tuple[Decimal | None, str | None]:
    if text.lower() in set(Zone):
        return None, text.lower()
    try:
        return Decimal(text), None
    except InvalidOperation:
        raise Invalid(f"{text!r} is neither a number nor a zone (fail, commit, target, stretch)") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text!r} is no day; write it as 2026-07-01") from None


def _show(rows: list[dict[str, Any]], columns: tuple[str, ...], json: bool) -> None:
    if json:
        show_json(rows)
    else:
        show_table(columns, [[row[column] for column in columns] for row in rows])
