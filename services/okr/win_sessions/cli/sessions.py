"""`tomoni win`: hold win sessions — schedule, prepare, arrange, open, close, cancel."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.acting import As
from services.cli.exits import execute
from services.cli.output import Json, answer
from services.okr.win_sessions.cli.named import (
    Session,
    Team,
    carried_out,
    carried_to_the_next,
    led,
    moment,
    named,
    receipt,
    session_of,
    show_session,
    told_at,
)
from shared.events import WinEvery

if TYPE_CHECKING:
    from services.okr.service import Okr
    from services.okr.win_sessions.domain.shown import SessionShown
    from shared.command.done import Done
    from shared.eventlog import Order

win = typer.Typer(help="What went well, told together: win sessions.", no_args_is_help=True)

At = Annotated[str | None, typer.Option(help="When it is held, such as 2026-09-25T16:00, by the company's clocks.")]
Facilitator = Annotated[str | None, typer.Option(help="Who leads it, such as P-3.")]
Every = Annotated[WinEvery | None, typer.Option(help="How long after it the next one is held; a month by default.")]
Minutes = Annotated[int | None, typer.Option(help="How long it takes; an hour by default.")]


@win.command("schedule")
def win_schedule(
    team: Team = None,
    at: At = None,
    facilitator: Facilitator = None,
    every: Every = None,
    minutes: Minutes = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Schedule a team's win session, or the company's; where one is scheduled, move it. What you leave out stays."""

    async def schedule(okr: Okr, told: Order) -> Done:
        when = moment(at, await okr.win_places.company_zone(told.now), "--at")
        return await okr.win_sessions.schedule(
            told, team=team, at=when, facilitator=facilitator, every=every, minutes=minutes
        )

    done, session = execute(carried_out(who, schedule))
    answer(f"{named(session)}, every {session.every}, {led(session)}", receipt(done, session), json)


@win.command("prepare")
def win_prepare(
    team: Team = None,
    at: At = None,
    facilitator: Facilitator = None,
    every: Every = None,
    minutes: Minutes = None,
    since: Annotated[
        str | None, typer.Option(help="Collect since this day; by default since the last session, or for a month.")
    ] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Collect the wins since the last session, with an order and minutes; schedule the session where none is.

    Do it again and what is new comes last; what people edited, withdrew or arranged stays so.
    """

    async def prepare(okr: Okr, told: Order) -> Done:
        zone = await okr.win_places.company_zone(told.now)
        return await okr.win_sessions.prepare(
            told,
            team=team,
            at=moment(at, zone, "--at"),
            facilitator=facilitator,
            every=every,
            minutes=minutes,
            since=moment(since, zone, "--since", time()),
        )

    _, session = execute(carried_out(who, prepare))
    show_session(session, json)


@win.command("arrange")
def win_arrange(
    items: Annotated[list[str], typer.Argument(help="Places in the order wanted, with minutes or without: 3=5 1 2.")],
    team: Team = None,
    session: Session = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Put the agenda in another order, or give items other minutes; what you don't name follows as it stood."""
    wanted = [_slot(text) for text in items]

    async def arrange(okr: Okr, told: Order) -> Done:
        return await okr.win_sessions.arrange(told, session=await session_of(okr, team, session), items=wanted)

    _, shown = execute(carried_out(who, arrange))
    show_session(shown, json)


@win.command("open")
def win_open(team: Team = None, session: Session = None, who: As = None, json: Json = False) -> None:
    """Begin the session."""

    async def begin(okr: Okr, told: Order) -> Done:
        return await okr.win_sessions.open(told, session=await session_of(okr, team, session))

    done, shown = execute(carried_out(who, begin))
    answer(f"{named(shown)} is open", receipt(done, shown), json)


@win.command("close")
def win_close(
    team: Team = None,
    session: Session = None,
    note: Annotated[str | None, typer.Option("-m", "--note", help="What the minutes end with; sealed.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """The session was held; the next one is scheduled."""

    async def close(okr: Okr, told: Order) -> Done:
        return await okr.win_sessions.close(told, session=await session_of(okr, team, session), note=note)

    done, shown, following = execute(carried_to_the_next(who, close))
    held = f"{named(shown)} was held; sessions in a row: {shown.streak}"
    answer(f"{held}; {_next(following)}", receipt(done, shown, following), json)


@win.command("cancel")
def win_cancel(
    team: Team = None,
    session: Session = None,
    reason: Annotated[str | None, typer.Option("-m", "--reason", help="Why; sealed.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """The session is not held; the next one is scheduled."""

    async def cancel(okr: Okr, told: Order) -> Done:
        return await okr.win_sessions.cancel(told, session=await session_of(okr, team, session), reason=reason)

    done, shown, following = execute(carried_to_the_next(who, cancel))
    answer(f"{named(shown)} is cancelled; {_next(following)}", receipt(done, shown, following), json)


def _next(following: SessionShown | None) -> str:
    return "none follows" if following is None else f"{following.number} follows on {told_at(following)}"


def _slot(text: str) -> tuple[str, int | None]:
    item, given, minutes = text.partition("=")
    if not given:
        return item, None
    if not (minutes.isascii() and minutes.isdigit()):
        raise typer.BadParameter(f"{text!r}: write a place, or a place and its minutes, such as 3=5")
    return item, int(minutes)
