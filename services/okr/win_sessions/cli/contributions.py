"""`tomoni win`, everybody's part of it: share, edit, withdraw, praise; and look at sessions and their minutes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As
from services.cli.exits import execute, guarded
from services.cli.opened import okr_opened, on_okr
from services.cli.output import Json, answer, note, show_rows
from services.okr.kernel.units import unit_name
from services.okr.win_sessions.cli.named import (
    Item,
    Session,
    Team,
    carried_out,
    named,
    receipt,
    session_of,
    show_session,
    told_at,
)
from services.okr.win_sessions.cli.sessions import win
from services.okr.win_sessions.domain.minutes import Language

if TYPE_CHECKING:
    from services.okr.service import Okr
    from services.okr.win_sessions.domain.shown import SessionShown
    from shared.command.done import Done
    from shared.eventlog import Order

win_with_telling = win
"""The command with the ones of this module, for the program to take."""

Words = Annotated[str, typer.Argument(help="Your own words; sealed with your key.")]


@win.command("share")
def win_share(
    words: Words,
    key_result: Annotated[str | None, typer.Option("--kr", help="The key result that it is about: KR-3.")] = None,
    objective: Annotated[str | None, typer.Option("--objective", help="Or the objective, such as O-4.")] = None,
    team: Team = None,
    session: Session = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Put a win of your own on the agenda, which the log doesn't tell, or not so."""

    async def tell(okr: Okr, told: Order, chosen: str) -> Done:
        return await okr.win_contributions.share(
            told, session=chosen, words=words, key_result=key_result, objective=objective
        )

    done, shown = _told(who, team, session, tell)
    place = next(item.place for item in shown.items if item.item == done.id)
    answer(f"it is item {place} of {named(shown)}", receipt(done, shown) | {"place": place}, json)


@win.command("edit")
def win_edit(
    item: Item, words: Words, team: Team = None, session: Session = None, who: As = None, json: Json = False
) -> None:
    """Say an item of your work in your own words."""

    async def edit(okr: Okr, told: Order, chosen: str) -> Done:
        return await okr.win_contributions.edit(told, session=chosen, item=item, words=words)

    done, shown = _told(who, team, session, edit)
    answer(f"item {item} of {named(shown)} has your words", receipt(done, shown), json)


@win.command("withdraw")
def win_withdraw(item: Item, team: Team = None, session: Session = None, who: As = None, json: Json = False) -> None:
    """Take an item of your work off the agenda; preparing it again doesn't bring it back."""

    async def withdraw(okr: Okr, told: Order, chosen: str) -> Done:
        return await okr.win_contributions.withdraw(told, session=chosen, item=item)

    done, shown = _told(who, team, session, withdraw)
    answer(f"item {item} is off the agenda of {named(shown)}; those below moved up", receipt(done, shown), json)


@win.command("praise")
def win_praise(
    item: Item,
    words: Annotated[str | None, typer.Argument(help="What you want to say; sealed with your key.")] = None,
    to: Annotated[list[str] | None, typer.Option(help="Whom, such as P-3; by default those whose work it is.")] = None,
    team: Team = None,
    session: Session = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Praise others for a win, while the agenda is prepared, in the session or after it."""

    async def praise(okr: Okr, told: Order, chosen: str) -> Done:
        return await okr.win_contributions.praise(told, session=chosen, item=item, to=to or (), words=words)

    done, shown = _told(who, team, session, praise, prepared=True)
    praised = [one for each in shown.items if each.item == done.id for one in each.praise[-1].to]
    names = ", ".join(one.shown for one in praised)
    answer(f"{names}: praised for item {item} of {named(shown)}", receipt(done, shown), json)


@win.command("show")
def win_show(team: Team = None, session: Session = None, json: Json = False) -> None:
    """The agenda of a session, with its minutes for each item and the praise."""
    show_session(execute(_found(team, session, prepared=False)), json)


@win.command("minutes")
def win_minutes(
    team: Team = None,
    session: Session = None,
    lang: Annotated[Language, typer.Option(help="The language of the headings.")] = "en",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file to write it to.")] = None,
) -> None:
    """The minutes of a session as Markdown: the one that is prepared, else the one that was held last."""

    async def work(okr: Okr) -> str:
        chosen = await session_of(okr, team, session, prepared=True)
        return await okr.wins_read.minutes(chosen, lang, datetime.now(UTC))

    text = on_okr(work)
    if output is None:
        typer.echo(text, nl=False)
        return
    guarded(lambda: output.write_text(text, encoding="utf-8"))
    note(f"{output} is written")


@win.command("list")
def win_list(
    team: Annotated[str | None, typer.Option("--team", help="Only this team's.")] = None,
    company: Annotated[bool, typer.Option("--company", help="Only the whole company's.")] = False,
    json: Json = False,
) -> None:
    """All win sessions, the earliest first."""

    rows: list[dict[str, Any]] = [
        {
            "session": each.number,
            "of": unit_name(each.team),
            "at": told_at(each),
            "phase": each.phase,
            "led_by": each.facilitator.shown if each.facilitator.number is not None else None,
            "every": each.every,
            "in_a_row": each.streak,
        }
        for each in on_okr(
            lambda okr: okr.wins_read.sessions(datetime.now(UTC), team=team, company=company, limit=100_000)
        )
    ]
    show_rows(rows, ("session", "of", "at", "phase", "led_by", "every", "in_a_row"), json)


def _told(
    who: str | None,
    team: str | None,
    session: str | None,
    work: Callable[[Okr, Order, str], Awaitable[Done]],
    *,
    prepared: bool = False,
) -> tuple[Done, SessionShown]:
    chosen = ""

    async def tell(okr: Okr, told: Order) -> Done:
        nonlocal chosen
        chosen = await session_of(okr, team, session, prepared=prepared)
        return await work(okr, told, chosen)

    return execute(carried_out(who, tell, lambda: chosen))


async def _found(team: str | None, session: str | None, *, prepared: bool) -> SessionShown:
    async with okr_opened() as okr:
        return await okr.wins_read.session(await session_of(okr, team, session, prepared=prepared), datetime.now(UTC))
