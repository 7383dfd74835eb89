"""`tomoni pairing cadence`, `notices`, `ics` and `brief`: what the members of a buddy group have for their meetings."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As, named
from services.cli.exits import execute
from services.cli.opened import OPERATOR, on_pairing, order, pairing_opened
from services.cli.output import Json, answer, show, show_json, show_rows
from services.pairing import typed_ids as resolve
from shared.events import Invalid, NotFound
from shared.settings import load_settings

if TYPE_CHECKING:
    from services.pairing.groups.domain.openers import Language
    from services.pairing.service import Pairing

Group = Annotated[str, typer.Argument(help="The group, such as G-3.")]

_WORDS = {
    "due": "you meet in {week}, by your own cadence",
    "quiet": "you haven't met since {week}; how are you? Another day, or another cadence, may suit you better",
    "waits": "you joined shortly before the next draw, and sit in a group from then on",
}


def cadence(
    group: Group,
    every_weeks: Annotated[int, typer.Argument(help="Every so many weeks, 1 to 8.")],
    who: As = None,
    json: Json = False,
) -> None:
    """Say how often your buddy group wants to meet; weekly by default. Any member may."""
    by = named(who)

    async def work(pairing: Pairing) -> dict[str, Any]:
        outcome = await pairing.meetings.choose_cadence(
            _group(pairing, group), _person(pairing, by), every_weeks, order()
        )
        return {"group": group, "every_weeks": every_weeks, "new": bool(outcome.events)}

    told = on_pairing(work)
    often = "every week" if every_weeks == 1 else f"every {every_weeks} weeks"
    answer(f"{group} meets {often}" + ("" if told["new"] else " (as before)"), told, json)


def notices(who: As = None, json: Json = False) -> None:
    """What you and the group that you are in were told: meetings that are due, a question when all is quiet."""
    by = named(who)

    async def work(pairing: Pairing) -> list[dict[str, Any]]:
        found = await pairing.notices.of_person(_person(pairing, by))
        zone = load_settings().zone
        return [
            {
                "told": row["told"].astimezone(zone).date(),
                "group": row["group"],
                "kind": row["kind"],
                "week": row["week"],
                "notice": row["says"] or _WORDS[row["kind"]].format(week=row["week"]),
            }
            for row in found
        ]

    show_rows(on_pairing(work), ("told", "group", "notice"), json)


def ics(group: Group) -> None:
    """The group's meetings as a calendar file, on standard output: in which weeks, never about what."""

    # The lines of the file end with CRLF, whatever the terminal thinks.
    sys.stdout.buffer.write(on_pairing(lambda pairing: pairing.briefing.calendar(group, OPERATOR, admin=True)).encode())
    sys.stdout.buffer.flush()


def brief(
    group: Group,
    who: As = None,
    lang: Annotated[str, typer.Option(help="The language: ja or en.")] = "en",
    json: Json = False,
) -> None:
    """What moved, stalled or is asked for in your group's own key results, and ways to begin; for members only."""
    by = named(who)

    async def work() -> dict[str, Any]:
        language = _language(lang)
        async with pairing_opened() as pairing:
            found = await pairing.briefing.brief(group, _person(pairing, by), datetime.now(UTC), language)
            return {"group": found.group, "week": found.week, "lines": found.lines, "openers": found.openers}

    found = execute(work())
    if json:
        show_json(found)
        return
    show(f"{found['group']}, {found['week']}")
    for line in (*(line["sentence"] for line in found["lines"]), *found["openers"]):
        show(f"- {line}")


def _language(text: str) -> Language:
    if text == "ja":
        return "ja"
    if text == "en":
        return "en"
    raise Invalid(f"{text!r} is no language of a brief; choose ja or en")


def _group(pairing: Pairing, typed: str) -> str:
    with pairing.runtime.store.read() as connection:
        found = resolve.group_id(connection, typed)
    if found is None:
        raise NotFound(f"there is no group {typed!r}; tomoni trios lists them")
    return found


def _person(pairing: Pairing, typed: str) -> str:
    with pairing.runtime.store.read() as connection:
        found = resolve.person_id(connection, typed)
    if found is None:
        raise NotFound(f"there is nobody {typed!r}; tomoni people lists everybody")
    return found
