"""`tomoni support`: help where the practice falls short, and what it did."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As, carry_out
from services.cli.opened import on_okr
from services.cli.output import Json, answer, show, show_json, show_table
from services.okr.kernel.units import unit_name
from services.okr.people import view as people
from services.okr.practice.cli.figures import counted, figure_facts, points, share, sparkline
from services.okr.practice.cli.ideal import Team
from services.okr.practice.domain.measures import Figure
from services.okr.practice.domain.state import SUPPORT_WEEKS

if TYPE_CHECKING:
    from services.okr.practice.handlers.support import SupportSeen
    from services.okr.service import Okr

support = typer.Typer(help="Help where the practice falls short, and see what it did.", no_args_is_help=True)

_MOST = 50


@support.command("give")
def support_give(
    measure: Annotated[str, typer.Argument(help="The measure that was helped, such as check-ins-on-time.")],
    team: Team = None,
    guide: Annotated[str | None, typer.Option(help="The guide that was used, such as check-ins.")] = None,
    words: Annotated[str | None, typer.Option("-m", help="What was done, in your own words; sealed.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Say that you helped a team, or the company, with a measure of its practice."""

    facts = carry_out(
        who, lambda okr, order: okr.support.give(order, measure=measure, team=team, guide_used=guide, words=words)
    )
    answer(f"support with {measure} for {unit_name(team)} is noted", facts, json)


@support.command("list")
def support_list(
    team: Annotated[str | None, typer.Option(help="Only what this team was given.")] = None,
    measure: Annotated[str | None, typer.Option(help="Only with this measure.")] = None,
    json: Json = False,
) -> None:
    """The last that was given, and what its measure did in the four weeks before and after."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        seen = await okr.support.given(datetime.now(UTC), team=team, measure=measure, limit=_MOST)
        words = await okr.runtime.sealer.open_all([each.row["words"] for each in seen])
        with okr.runtime.store.read() as connection:
            numbers = people.numbers(connection, {each.row["by"] for each in seen})
        return [_facts(each, text, numbers) for each, text in zip(seen, words, strict=True)]

    found = on_okr(work)
    if json:
        show_json(found)
    elif not found:
        show("no support was given yet")
    else:
        columns = ("given", "for", "measure", "guide", "by", "before", "after", "8 weeks", "words")
        show_table(columns, [_row(each) for each in found])


def _facts(seen: SupportSeen, words: str | None, numbers: dict[str, str]) -> dict[str, Any]:
    row, effect = seen.row, seen.effect
    names = ("support", "team", "measure", "guide", "guide_version", "given")
    return {name: row[name] for name in names} | {
        "on": seen.on,
        "by": numbers.get(row["by"], row["by"]),
        "words": words,
        "before": figure_facts(effect.before),
        "after": figure_facts(effect.after),
        "days_after": effect.days_after,
        "weeks": points(effect.weeks),
    }


def _row(facts: dict[str, Any]) -> tuple[object, ...]:
    used = facts["guide"] and f"{facts['guide']} v{facts['guide_version']}"
    weeks = sparkline([point["percent"] for point in facts["weeks"]])
    before, after = weeks[:SUPPORT_WEEKS], weeks[SUPPORT_WEEKS:]
    return (
        facts["on"],
        unit_name(facts["team"]),
        facts["measure"],
        used,
        facts["by"],
        _told(facts["before"]),
        _told(facts["after"]),
        f"{before}|{after}",
        facts["words"],
    )


def _told(figure: dict[str, Any] | None) -> str | None:
    if figure is None:
        return None
    return f"{share(figure['percent'])} ({counted(Figure(figure['kept'], figure['of']))})"
