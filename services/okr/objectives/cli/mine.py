"""`tomoni mine` and `tomoni help-wanted`: what is mine to update, and who could do with a hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As, actor, named
from services.cli.cells import percent
from services.cli.opened import on_okr
from services.cli.output import Json, show, show_json, show_rows, show_table
from services.okr.known_teams import team_asked
from services.okr.objectives.cli.standing import stands
from services.okr.objectives.views import help_wanted as requests, mine as view
from services.okr.people import view as people

if TYPE_CHECKING:
    from services.okr.objectives.views.mine import MyKeyResult
    from services.okr.service import Okr

_MOST = 1000


def mine(who: As = None, json: Json = False) -> None:
    """Your key results in what runs now, and where they stand; update them with `tomoni checkin`."""
    person = named(who)

    async def work(okr: Okr) -> list[MyKeyResult]:
        by = actor(okr, person)
        with okr.runtime.store.read() as connection:
            return view.of_person(connection, by)

    found = on_okr(work)
    if json:
        show_json(found)
        return
    if not found:
        show("nothing here is yours to update")
        return
    columns = ("id", "key result", "objective", "quarter", "where it stands", "progress", "confidence", "checked in")
    show_table(columns, [_row(each) for each in found])


def _row(mine: MyKeyResult) -> tuple[object, ...]:
    one = mine.key_result
    when = None if one.checked_in_at is None else one.checked_in_at.date()
    objective = f"{mine.objective_number} {mine.objective_title}"
    return (
        one.number,
        one.title,
        objective,
        mine.quarter_label,
        stands(one),
        percent(one.progress),
        one.confidence,
        when,
    )


def help_wanted(
    team: Annotated[str | None, typer.Option(help="Only this team's requests.")] = None, json: Json = False
) -> None:
    """Who wants help with what: requests that no later check-in has answered."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        with okr.runtime.store.read() as connection:
            rows = requests.open_requests(connection, team=team_asked(connection, team), limit=_MOST)
            names = people.names(connection, {row["by"] for row in rows})
        sealer = okr.runtime.sealer
        words = await sealer.open_all([row["help_wanted"] for row in rows])
        blockers = await sealer.open_all([row["blocker"] for row in rows])
        who = dict(zip(names, await sealer.open_all(list(names.values())), strict=True))
        return [
            {
                "id": f"KR-{row['number']}",
                "key_result": row["title"],
                "team": row["team"],
                "by": who.get(row["by"], row["by"]),
                "time": row["time"],
                "help_wanted": wanted,
                "blocker": blocker,
                "check_in": row["check_in"],
            }
            for row, wanted, blocker in zip(rows, words, blockers, strict=True)
        ]

    show_rows(on_okr(work), ("id", "key_result", "team", "by", "time", "help_wanted", "blocker"), json)
