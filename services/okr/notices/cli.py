"""`tomoni notices`: what you are told, and when; what has left the house, and what didn't arrive."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As, carry_out, named
from services.cli.exits import execute
from services.cli.opened import okr_opened, on_okr
from services.cli.output import Json, answer, show, show_json, show_rows
from services.okr.notices.cli_channels import channel
from services.okr.notices.domain.choices import Choice
from shared.events import Invalid
from shared.outbox.tables import MessageState

if TYPE_CHECKING:
    from services.okr.service import Okr
    from shared.command.done import Done
    from shared.eventlog import Order

notices = typer.Typer(help="What people are told, through which channels.", no_args_is_help=True)
notices.add_typer(channel, name="channel")


@notices.command()
def choose(
    mute: Annotated[
        list[str] | None, typer.Option(help="A kind that you want none of; several times for several.")
    ] = None,
    quiet: Annotated[str | None, typer.Option(help="When nothing comes, such as 19:00-08:00.")] = None,
    remind_at: Annotated[str, typer.Option(help="When the day's reminders come, as one message.")] = "09:00",
    zone: Annotated[str | None, typer.Option(help="Your time zone, such as Asia/Tokyo; else the company's.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Choose what you are told, and when. What you don't name is as for everybody: all kinds, no quiet hours, 09:00."""
    person = named(who)

    async def work(okr: Okr, given: Order) -> Done:
        choice = Choice(frozenset(mute or ()), _hours(quiet), zone, _minute(remind_at))
        return await okr.notices.choose(given, choice=choice)

    facts = carry_out(person, work)
    answer("so it is from now on", facts, json)


@notices.command("show")
def show_(who: As = None, json: Json = False) -> None:
    """What you have chosen. Nobody else sees it."""
    person = named(who)

    found = on_okr(lambda okr: okr.notices.chosen(person))
    if json:
        muted = sorted(found.muted)
        show_json({"muted": muted, "quiet": found.quiet, "zone": found.zone, "remind_at": found.remind_at})
        return
    show(f"muted: {', '.join(sorted(found.muted)) or 'nothing'}")
    show(f"quiet hours: {'none' if found.quiet is None else '-'.join(map(_clock, found.quiet))}")
    show(f"reminders: at {_clock(found.remind_at)} ({found.zone or 'the company’s time zone'}), once a day at most")


@notices.command("list")
def list_(
    failed: Annotated[bool, typer.Option("--failed", help="Only what was given up.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, the latest first.")] = 50,
    json: Json = False,
) -> None:
    """The messages that left, or are to leave, through each channel."""

    async def work() -> list[dict[str, Any]]:
        async with okr_opened() as okr:
            rows = okr.queue.listed(MessageState.GIVEN_UP if failed else None, limit)
        columns = ("created", "channel", "kind", "state", "attempts", "error", "message")
        return [{**{name: row[name] for name in columns}, "people": len(row["notices"])} for row in rows]

    columns = ("created", "channel", "kind", "people", "state", "attempts", "error")
    show_rows(execute(work()), columns, json)


@notices.command()
def retry(
    message: Annotated[str | None, typer.Argument(help="One message's id; without it, all that were given up.")] = None,
    json: Json = False,
) -> None:
    """Send again what was given up, under the same id."""

    async def work(okr: Okr) -> int:
        return okr.queue.retry(datetime.now(UTC), message)

    count = on_okr(work)
    answer(f"{count} {'message is' if count == 1 else 'messages are'} tried again", {"messages": count}, json)


def _hours(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    begins, dash, ends = text.partition("-")
    if not dash:
        raise Invalid(f"{text!r} are no hours; write them as 19:00-08:00")
    return _minute(begins.strip()), _minute(ends.strip())


def _minute(text: str) -> int:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text!r} is no time of the day; write it as 09:00") from None
    return found.hour * 60 + found.minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
