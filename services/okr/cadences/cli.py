"""`tomoni cadence`: how often whose key results are owed a check-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.opened import on_okr, order
from services.cli.output import Json, answer, show_rows
from services.okr.cadences import view as cadences
from services.okr.cadences.domain import Every
from services.okr.people.view import People

if TYPE_CHECKING:
    from services.okr.service import Okr
    from shared.projection import Row

cadence = typer.Typer(help="Say how often check-ins are due.", no_args_is_help=True)


@cadence.command("set")
def cadence_set(
    every: Annotated[Every, typer.Option(help="How often a check-in is due.")],
    team: Annotated[str | None, typer.Option(help="For the key results of this team's objectives.")] = None,
    person: Annotated[str | None, typer.Option(help="For the key results of this person, such as P-3.")] = None,
    weekday: Annotated[int, typer.Option(help="By the end of which day: 1 (Monday) to 7 (Sunday).")] = 5,
    grace: Annotated[int, typer.Option(help="Days after which one that wasn't made counts as missed.")] = 2,
    json: Json = False,
) -> None:
    """Set the cadence of a team or of a person, from today on. A person's goes before his team's."""

    async def work(okr: Okr) -> dict[str, Any]:
        done = await okr.cadences.set(order(), team=team, person=person, every=every, weekday=weekday, grace_days=grace)
        outcome = done.outcome
        return {"cadence": done.id, "aggregate": outcome.aggregate, "version": outcome.version}

    told = on_okr(work)
    answer(f"{team or person}: a check-in every {every}" if every != "never" else f"{team or person}: none", told, json)


@cadence.command("list")
def cadence_list(json: Json = False) -> None:
    """The default of the settings, and every cadence that was set."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        with okr.runtime.store.read() as connection:
            rows = [dict(row) for row in cadences.listed(connection)]
            people = People.table.c
            query = People.table.select().where(people.person.in_([row["person"] for row in rows]))
            numbers = {row.person: f"P-{row.number}" for row in connection.execute(query)}
        default = okr.cadences.default_rhythm
        first = {"every": default.every, "weekday": default.weekday, "grace_days": default.grace_days}
        return [{"for": "(everybody else)", **first, "since": None}, *(_shown(row, numbers) for row in rows)]

    show_rows(on_okr(work), ("for", "every", "weekday", "grace_days", "since"), json)


def _shown(row: Row, numbers: dict[str, str]) -> dict[str, Any]:
    whose = row["team"] if row["person"] is None else numbers.get(row["person"], row["person"])
    return {"for": whose} | {name: row[name] for name in ("every", "weekday", "grace_days", "since")}
