"""The commands of every day: who is here, a meeting."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from services.cli.acting import As, named
from services.cli.exits import execute
from services.cli.opened import okr_opened, order, pairing_opened
from services.cli.output import Json, answer, show_rows
from shared.events import NotFound, iso_week
from shared.settings import load_settings


def people(json: Json = False) -> None:
    """Who belongs to the company, with the ids that other commands take."""

    async def work() -> list[dict[str, Any]]:
        from services.okr.people import view as people_view

        async with okr_opened() as okr:
            with okr.runtime.store.read() as connection:
                rows = people_view.listed(connection, limit=100_000)
            names = await okr.runtime.sealer.open_all([row["name"] for row in rows])
            away = await okr.absences.away_until([row["person"] for row in rows], order().now)
            return [
                {
                    "id": f"P-{row['number']}",
                    "name": name,
                    "function": row["function"],
                    "team": row["team"],
                    "person": row["person"],
                    "away_until": away.get(row["person"]),
                }
                for row, name in zip(rows, names, strict=True)
            ]

    found = execute(work())
    # Only where somebody lets the others see it.
    away = ("away_until",) if any(row["away_until"] for row in found) else ()
    show_rows(found, ("id", "name", "function", "team", "person", *away), json)


def meeting(
    group: Annotated[str, typer.Argument(help="The group, such as G-3.")],
    who: As = None,
    week: Annotated[str | None, typer.Option(help="The ISO week, such as 2026-W28; this week by default.")] = None,
    json: Json = False,
) -> None:
    """Say that your buddy group met. Nothing else is asked or kept."""
    by = named(who)

    async def work() -> dict[str, Any]:
        from services.pairing import typed_ids as pairing_resolve

        async with pairing_opened() as pairing:
            when = week or iso_week(datetime.now(load_settings().zone).date())
            with pairing.runtime.store.read() as connection:
                actor = pairing_resolve.person_id(connection, by)
                ident = pairing_resolve.group_id(connection, group)
            if actor is None:
                raise NotFound(f"there is nobody {by!r}; tomoni people lists everybody")
            if ident is None:
                raise NotFound(f"there is no group {group!r}; tomoni trios lists them")
            outcome = await pairing.meetings.report(ident, actor, order(actor), week=when)
            return {"group": group, "week": when, "new": bool(outcome.events)}

    told = execute(work())
    known = "" if told["new"] else " (that was known already)"
    answer(f"{group} met in {told['week']}{known}", told, json)
