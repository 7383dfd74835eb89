"""`tomoni trios`: the buddy groups, with who is in them and how often they met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.opened import on_pairing
from services.cli.output import Json, note, show, show_json, show_table
from services.pairing.groups.views import groups
from services.pairing.groups.views.groups import with_people
from services.pairing.period_labels import label_meant
from services.pairing.programmes.cli import hints_of
from services.pairing.typed_ids import group_code

if TYPE_CHECKING:
    from services.pairing.service import Pairing
    from shared.projection import Row


def trios(
    quarter: Annotated[
        str | None, typer.Option(help="The groups of this quarter; the present ones by default.")
    ] = None,
    json: Json = False,
) -> None:
    """Who is in which buddy group, and in how many weeks the group met."""

    async def work(pairing: Pairing) -> tuple[list[dict[str, Any]], list[str]]:
        return await groups_of(pairing, quarter), await hints_of(pairing)

    found, hints = on_pairing(work)
    show_trios(found, json=json)
    for hint in hints:
        note(hint)


async def groups_of(pairing: Pairing, label: str | None) -> list[dict[str, Any]]:
    """The groups with this label, or those that exist now, with their members' names."""
    with pairing.runtime.store.read() as connection:
        meant = None if label is None else label_meant(connection, label)
        chosen = groups.chosen(connection, label=meant, current=True if label is None else None)
        rows = with_people(connection, chosen)
    everybody = await named(pairing, rows)
    return [
        {"group": group_code(row["number"]), "quarter": row["label"], "members": members, "meetings": row["meetings"]}
        for row, members in zip(rows, everybody, strict=True)
    ]


async def named(pairing: Pairing, rows: Sequence[Row]) -> list[list[dict[str, Any]]]:
    """The members of each group with their names opened, in the order of the programme's functions."""
    functions = (await pairing.context.programme()).functions
    order = {function.casefold(): place for place, function in enumerate(functions)}
    found: list[list[dict[str, Any]]] = []
    for row in rows:
        names = await pairing.runtime.sealer.open_all([member["name"] for member in row["members"]])
        members = [
            {"person": member["person"], "name": name, "function": member["function"]}
            for member, name in zip(row["members"], names, strict=True)
        ]
        found.append(sorted(members, key=lambda member: order.get((member["function"] or "").casefold(), len(order))))
    return found


def show_trios(found: Sequence[dict[str, Any]], *, json: bool = False) -> None:
    """The groups as a table."""
    if json:
        show_json(found)
    elif not found:
        show("no buddy groups yet; they are drawn when a quarter ends")
    else:
        show_table(
            ("group", "quarter", "members", "met"),
            [(one["group"], one["quarter"], names(one["members"]), one["meetings"]) for one in found],
        )


def names(members: Sequence[dict[str, Any]]) -> str:
    """The members on one line, each with the function."""
    return ", ".join(f"{one['name'] or one['person']} ({one['function'] or '?'})" for one in members)
