"""`tomoni away` and `tomoni back`: be away for a time, and be here again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.acting import As, actor, carry_out, named
from services.cli.days import day_ahead
from services.cli.exits import execute
from services.cli.opened import okr_opened
from services.cli.output import Json, answer, show, show_json
from services.okr.absences.domain import Absence

if TYPE_CHECKING:
    from services.okr.service import Okr
    from shared.command.done import Done
    from shared.eventlog import Order


def away(
    until: Annotated[
        str | None, typer.Option(help="The day on which you are here again: 2026-10-01, or +14 for 14 days from now.")
    ] = None,
    begins: Annotated[str | None, typer.Option("--from", help="The first day, if it isn't today.")] = None,
    shown: Annotated[bool, typer.Option("--show", help="Let the others see until when you are away.")] = False,
    who: As = None,
    json: Json = False,
) -> None:
    """Be away until a day: no reminder, no missed check-in, no draw meanwhile. Without a day: whether you are away.

    Why is never asked, and nobody else is told.
    """
    person = named(who)
    if until is None:
        if begins is not None or shown:
            raise typer.BadParameter("say until when: --until 2026-10-01 is the day on which you are here again")
        _tell(execute(_own(person)), json=json)
        return
    days = list[date]()

    async def work(okr: Okr, given: Order) -> Done:
        first = None if begins is None else day_ahead(okr, begins, given.now)
        days.append(day_ahead(okr, until, given.now))
        return await okr.absences.be_away(given, until=days[0], begins=first, shown=shown)

    facts = carry_out(person, work)
    seen = "everybody sees until when" if shown else "nobody else is told"
    answer(f"you are away until {days[0]}; {seen}", facts, json)


def back(who: As = None, json: Json = False) -> None:
    """Be here again from today on; an absence that hasn't begun is called off."""
    person = named(who)

    facts = carry_out(person, lambda okr, given: okr.absences.be_back(given))
    answer("you are here again" if facts["changed"] else "you weren't away", facts, json)


async def _own(person: str) -> Absence | None:
    async with okr_opened() as okr:
        return await okr.absences.own(actor(okr, person), datetime.now(UTC))


def _tell(found: Absence | None, *, json: bool) -> None:
    if json:
        absence = found or Absence()
        show_json({"begins": absence.begins, "until": absence.until, "shown": absence.shown})
    elif found is None:
        show("you aren't away, and haven't said that you will be")
    else:
        show(f"away from {found.begins} until {found.until}" + ("; everybody sees until when" if found.shown else ""))
