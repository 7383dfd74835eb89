"""Which win session a command means, when it is held, and how one is shown: what all commands of `tomoni win` share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, tzinfo
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from services.cli.acting import actor
from services.cli.opened import okr_opened, order
from services.cli.output import show, show_json, show_table
from services.okr.kernel.units import unit_name
from shared.days import day_or_moment
from shared.events import Invalid, NotFound

if TYPE_CHECKING:
    from services.okr.service import Okr
    from services.okr.win_sessions.domain.shown import ItemShown, SessionShown
    from shared.command.done import Done
    from shared.eventlog import Order

_PATIENCE = 10.0

Team = Annotated[str | None, typer.Option("--team", help="The team's session; without it, the whole company's.")]
Session = Annotated[str | None, typer.Option("--session", help="Another session than the present one, such as W-3.")]
Item = Annotated[str, typer.Argument(help="Its place on the agenda, such as 2.")]


async def session_of(okr: Okr, team: str | None, session: str | None, *, prepared: bool = False) -> str:
    """The session that is named, or the present one of the team, or of the company. Raises NotFound."""
    if session is not None:
        return session
    return await okr.wins_read.present(None if team is None else team.strip(), prepared=prepared)


async def carried_out(
    who: str | None, work: Callable[[Okr, Order], Awaitable[Done]], session: Callable[[], str] | None = None
) -> tuple[Done, SessionShown]:
    """Do it in the name of `who`; what was done, and the session after it: `session`, or what the command was about."""
    async with okr_opened() as okr:
        told = order(actor(okr, who))
        done = await work(okr, told)
        await okr.runtime.runner.wait_for(done.outcome.aggregate, done.outcome.version, _PATIENCE)
        return done, await okr.wins_read.session(done.id if session is None else session(), told.now)


async def carried_to_the_next(
    who: str | None, work: Callable[[Okr, Order], Awaitable[Done]]
) -> tuple[Done, SessionShown, SessionShown | None]:
    """Do what ends a session; what was done, the session, and the one that follows it, if one does."""
    async with okr_opened() as okr:
        told = order(actor(okr, who))
        done = await work(okr, told)
        await okr.runtime.runner.wait_for(done.outcome.aggregate, done.outcome.version, _PATIENCE)
        session = await okr.wins_read.session(done.id, told.now)
        try:
            following = await okr.wins_read.present(session.team)
        except NotFound:
            return done, session, None
        return done, session, await okr.wins_read.session(following, told.now)


def moment(text: str | None, zone: tzinfo, option: str, at: time | None = None) -> datetime | None:
    """A moment by the company's clocks; a day alone, where it may be one, means its time `at`. Raises Invalid."""
    if text is None:
        return None
    try:
        found = day_or_moment(text)
    except Invalid as invalid:
        raise Invalid(f"{option} {invalid}") from None
    if not isinstance(found, datetime):
        if at is None:
            raise Invalid(f"{option} {text!r} lacks a time; write it as {found}T16:00")
        found = datetime.combine(found, at)
    return (found.replace(tzinfo=zone) if found.tzinfo is None else found).astimezone(UTC)


def receipt(done: Done, session: SessionShown, following: SessionShown | None = None) -> dict[str, Any]:
    """What was done, as JSON tells it; with the session that follows, where one does."""
    outcome = done.outcome
    facts = {"id": done.id, "session": session.number, "aggregate": outcome.aggregate, "version": outcome.version}
    next_one = {} if following is None else {"next": following.number, "next_at": following.at}
    return facts | {"changed": bool(outcome.events)} | next_one


def named(session: SessionShown) -> str:
    """The session in a sentence: its number, whose it is, and when."""
    return f"{session.number} of {unit_name(session.team)} on {told_at(session)}"


def led(session: SessionShown) -> str:
    """Who leads it; a program that prepared it is nobody who could."""
    if session.facilitator.number is None:
        return "led by nobody yet: name somebody by tomoni win schedule --facilitator P-3"
    return f"led by {session.facilitator.shown}"


def told_at(session: SessionShown) -> str:
    """When it is held, by the company's clocks."""
    return f"{session.at.astimezone(_zone(session)):%Y-%m-%d %H:%M}"


def show_session(session: SessionShown, json: bool) -> None:
    """The session with its agenda, and the praise for it."""
    if json:
        show_json(session)
        return
    show(f"{named(session)} ({session.zone}), {session.phase}, {session.minutes} minutes, {led(session)}")
    if session.since is not None:
        show(f"wins since {session.since.astimezone(_zone(session)):%Y-%m-%d %H:%M}{_meetings(session)}")
    if session.streak:
        show(f"sessions in a row: {session.streak}")
    if not session.items:
        show("nothing is on the agenda yet; prepare it since an earlier day, or share a win of your own")
        return
    rows = [_row(item) for item in session.items]
    show_table(("place", "win", "of", "what", "moved", "who", "min", "words"), rows)
    for item in session.items:
        for praise in item.praise:
            words = f": {praise.words}" if praise.words else ""
            show(f"praise for {item.place}: {praise.by.shown} to {', '.join(one.shown for one in praise.to)}{words}")


def _meetings(session: SessionShown) -> str:
    if not session.met:
        return ""
    of = "" if session.expected is None else f" of {session.expected}"
    return f"; {session.met}{of} buddy meetings held"


def _row(item: ItemShown) -> tuple[Any, ...]:
    moved = item.after if item.before is None else f"{item.before} → {item.after}"
    said = item.words if item.words is not None else item.text
    who = ", ".join(one.shown for one in item.people) or None
    return item.place, item.kind, item.about, item.title, moved, who, item.minutes, said


def _zone(session: SessionShown) -> tzinfo:
    return ZoneInfo(session.zone)
