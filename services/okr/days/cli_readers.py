"""`tomoni day mentor, mentees, kept`: who reads whose days, and the one figure that everybody may know."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As, actor, carry_out, named
from services.cli.opened import on_okr
from services.cli.output import Json, answer, show, show_rows
from shared.days import day_of

if TYPE_CHECKING:
    from services.okr.service import Okr

mentor = typer.Typer(help="Who may read your days.", no_args_is_help=True)


@mentor.command("invite")
def mentor_invite(
    mentor: Annotated[str, typer.Argument(help="Who may read your days: P-5.")],
    since: Annotated[str | None, typer.Option(help="The first day that he may read; today by default.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Let somebody read your days."""
    person, begins = named(who), None if since is None else day_of(since)

    facts = carry_out(person, lambda okr, given: okr.days.invite_mentor(given, mentor=mentor, since=begins))
    answer(f"{mentor} may read your days", facts, json)


@mentor.command("dismiss")
def mentor_dismiss(
    mentor: Annotated[str, typer.Argument(help="Who may read them no longer: P-5.")], who: As = None, json: Json = False
) -> None:
    """Let somebody read your days no longer, also none of before."""
    person = named(who)

    facts = carry_out(person, lambda okr, given: okr.days.dismiss_mentor(given, mentor=mentor))
    answer(f"{mentor} may not read your days", facts, json)


@mentor.command("list")
def mentor_list(who: As = None, json: Json = False) -> None:
    """Who may read your days."""
    _show_bonds(named(who), json, mentors=True)


def mentees(who: As = None, json: Json = False) -> None:
    """Whose days you may read; tomoni day show --of P-5 does."""
    _show_bonds(named(who), json, mentors=False)


def kept(
    team: Annotated[str | None, typer.Option(help="Of this team only.")] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks back.")] = 8,
    json: Json = False,
) -> None:
    """How many keep a day, in weeks that are over: in whole fives, and never so that it tells of one person."""

    found = on_okr(lambda okr: okr.days_kept.figure(datetime.now(UTC), team=team, weeks=weeks))
    if not found and not json:
        show("no week can be told of yet; a figure needs a week that is over")
        return
    show_rows([{"week": each.week, "at_least": each.at_least} for each in found], ("week", "at_least"), json)


def _show_bonds(person: str, json: bool, *, mentors: bool) -> None:
    async def work(okr: Okr) -> list[dict[str, Any]]:
        by = actor(okr, person)
        found = await (okr.days_read.mentors(by) if mentors else okr.days_read.mentees(by))
        return [{"id": one.number, "name": one.name, "since": one.since, "person": one.person} for one in found]

    show_rows(on_okr(work), ("id", "name", "since"), json)
