"""``/day``: one's own check-in and check-out, the mentors who read them, and how many keep a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.okr.days.domain import MOST_INTENTS
from services.okr.days.handlers import MOST_WEEKS, WeekKept
from services.okr.days.handlers_reading import Bond, Day
from services.okr.http.callers import Practitioner, Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Comment, Intent, Named, Ref, Team, Word
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Body
from shared.http.dates import GivenDay
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.texts import items

OnDay = Annotated[GivenDay | None, Query(description="A day, included.")]


class DoingToday(Body):
    """One thing that you will do, and for which key result (`KR-17`), if for one."""

    text: Intent
    key_result: Named | None = None


class Opening(Body):
    """What you will do on a day, by default today."""

    intents: Annotated[tuple[DoingToday, ...], items(1, MOST_INTENTS)]
    day: GivenDay | None = None


class ClosingDay(Body):
    """What happened on a day, by default today, and what you learned."""

    happened: Comment
    learned: Comment | None = None
    day: GivenDay | None = None


class Inviting(Body):
    """The first day that the mentor may read, by default today."""

    since: GivenDay | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Days, the latest first."""

    items: list[Day]


@dataclass(frozen=True, slots=True)
class Bonds:
    """Mentors, or mentees."""

    items: list[Bond]


@dataclass(frozen=True, slots=True)
class WeeksKept:
    """Weeks, the latest first."""

    items: list[WeekKept]


def days_router(okr: Okr) -> APIRouter:
    """The day: open, close, show; mentors: invite, dismiss, list; how many keep one."""
    router = APIRouter(route_class=LeanRoute, prefix="/day", tags=["the day"])

    @router.post("/open", summary="Check in: what you will do", **command_route())
    async def opens(body: Opening, who: Practitioner) -> Response:
        """Only for oneself, whatever the role. Said again, it replaces the day's."""
        intents = [(each.text, each.key_result) for each in body.intents]
        given = who.order(body, veiled=True)
        return receipt(await okr.days.open(given, intents=intents, day=body.day))

    @router.post("/close", summary="Check out: what happened, what you learned", **command_route())
    async def closes(body: ClosingDay, who: Practitioner) -> Response:
        """Only for oneself, whatever the role. Said again, it replaces the day's."""
        given = who.order(body, veiled=True)
        return receipt(await okr.days.close(given, happened=body.happened, learned=body.learned, day=body.day))

    @router.get("", summary="Your days, or a mentee's", response_model=Days, **READS)
    async def shows(
        request: Request, who: Reader, of: Word | None = None, first: OnDay = None, last: OnDay = None
    ) -> Response:
        """By default those of the last week. Only whoever keeps them and the mentors whom he invited read them."""
        return json_response(
            Days(await okr.days_read.of_person(who.subject, request.app.state.now(), of=of, first=first, last=last))
        )

    @router.get("/mentors", summary="Who reads your days", response_model=Bonds, **READS)
    async def mentors(who: Reader) -> Response:
        return json_response(Bonds(await okr.days_read.mentors(who.subject)))

    @router.put("/mentors/{person}", summary="Invite a mentor to read your days", **command_route())
    async def invites(person: Ref, body: Inviting, who: Practitioner) -> Response:
        given = who.order(body, parts=3, veiled=True)
        return receipt(await okr.days.invite_mentor(given, mentor=person, since=body.since))

    @router.delete("/mentors/{person}", summary="Let a mentor read them no longer", **command_route())
    async def dismisses(person: Ref, who: Practitioner) -> Response:
        given = who.order(parts=3, veiled=True)
        return receipt(await okr.days.dismiss_mentor(given, mentor=person))

    @router.get("/mentees", summary="Whose days you may read", response_model=Bonds, **READS)
    async def mentees(who: Reader) -> Response:
        return json_response(Bonds(await okr.days_read.mentees(who.subject)))

    @router.get("/kept", summary="How many keep a day", response_model=WeeksKept, **READS)
    async def kept(
        request: Request, who: Reader, team: Team | None = None, weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS)] = 8
    ) -> Response:
        """In weeks that are settled, in whole fives, and always with five people left of whom it doesn't tell."""
        return json_response(WeeksKept(await okr.days_kept.figure(request.app.state.now(), team=team, weeks=weeks)))

    return router
