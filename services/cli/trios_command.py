"""`tomoni trios`: the buddy groups, with who is in them and how often they met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.output import Json, show, show_json, show_table
from services.cli.workplace import caught_up, log_url
from services.pairing.app import open_pairing
from services.pairing.service import Pairing
from services.pairing.views import groups
from services.pairing.views.resolve import group_code
from services.pairing.views.trios import with_people
from shared.settings import load_settings


def trios(
    quarter: Annotated[
        str | None, typer.Option(help="The groups of this quarter; the present ones by default.")
    ] = None,
    json: Json = False,
) -> None:
    """Who is in which buddy group, and in how many weeks the group met."""

    async def work() -> list[dict[str, Any]]:
        async with log_url(load_settings()) as url, open_pairing(load_settings(), url=url) as pairing:
            await caught_up(pairing.ground)
            return await groups_of(pairing, quarter)

    show_trios(execute(work()), json=json)


async def groups_of(pairing: Pairing, label: str | None) -> list[dict[str, Any]]:
    """The groups with this label, or those that exist now, with their members' names."""
    with pairing.ground.store.read() as connection:
        chosen = groups.chosen(connection, label=label, current=True if label is None else None)
        rows = with_people(connection, chosen)
    return [
        {
            "group": group_code(row["number"]),
            "quarter": row["label"],
            "members": [
                {
                    "person": member["person"],
                    "name": await pairing.ground.sealer.open(member["name"]),
                    "function": member["function"],
                }
                for member in row["members"]
            ],
            "meetings": row["meetings"],
        }
        for row in rows
    ]


def show_trios(found: Sequence[dict[str, Any]], *, json: bool = False) -> None:
    """The groups as a table."""
    if json:
        show_json(found)
    elif not found:
        show("no buddy groups yet; they are drawn when a quarter ends")
    else:
        show_table(
            ("group", "quarter", "members", "met"),
            [(one["group"], one["quarter"], _names(one["members"]), one["meetings"]) for one in found],
        )


def _names(members: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"{one['name'] or one['person']} ({one['function'] or '?'})" for one in members)
