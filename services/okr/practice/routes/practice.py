"""``/practice``: how well the practice goes beside what it should be, and the support that was given."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from services.okr.http.callers import Practitioner, Reader
from services.okr.http.figures import FinePercent
from services.okr.http.reading import READS, one, page
from services.okr.http.texts import Comment, Label, Named, Ref, Team
from services.okr.practice.domain.measures import MEASURES
from services.okr.practice.handlers.support import SupportSeen
from services.okr.practice.routes.answers import Gaps, Practice, Support, gaps_shown, practice_shown, support_shown
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import PracticeMeasure, Unfitting
from shared.http.bodies import Body
from shared.http.dates import GivenDay
from shared.http.paging import Page, PagingQuery
from shared.http.responses import json_response
from shared.http.routing import LeanRoute

On = Annotated[GivenDay | None, Query(description="At the end of this day; today by default.")]


class IdealBody(Body):
    """What a measure should be, in percent."""

    measure: PracticeMeasure
    percent: FinePercent


class DefiningIdeal(Body):
    """The whole list of ideals of a team, or of the company where none is named; a measure left out has none."""

    ideals: tuple[IdealBody, ...] = Field(max_length=len(MEASURES))
    team: Label | None = None


class GivingSupport(Body):
    """Help with a measure, of a team or of the company; `guide` is the one that was used. The words are sealed."""

    measure: PracticeMeasure
    team: Label | None = None
    guide: Named | None = None
    words: Comment | None = None


def practice_router(okr: Okr) -> APIRouter:
    """The ideal state of practice, what is, and support."""
    router = APIRouter(route_class=LeanRoute, prefix="/practice", tags=["practice"])

    async def shown(seen: Sequence[SupportSeen]) -> list[Support]:
        words = await okr.runtime.sealer.open_all([each.row["words"] for each in seen])
        return [support_shown(each, text) for each, text in zip(seen, words, strict=True)]

    @router.get("", summary="The practice beside its ideal", response_model=Practice, **READS)
    async def state(who: Reader, request: Request, team: Team | None = None, on: On = None) -> Response:
        """Of a team, or of the whole company where none is named."""
        found = await okr.ideals.practice(request.app.state.now(), team=team, on=on)
        return one(practice_shown(found), found.version)

    @router.get("/gaps", summary="Where the practice falls short", response_model=Gaps, **READS)
    async def short(who: Reader, request: Request, on: On = None) -> Response:
        """Of the company and of every team, the widest gaps first, each with the guide that helps."""
        return json_response(gaps_shown(*await okr.ideals.gaps(request.app.state.now(), on=on)))

    @router.put("/ideal", summary="Define the ideal state", **command_route())
    async def define(body: DefiningIdeal, who: Practitioner) -> Response:
        """A team's own by the team, the company's by admins; a team without an ideal goes by the company's."""
        ideals: dict[str, Decimal | None] = {each.measure: each.percent for each in body.ideals}
        if len(ideals) < len(body.ideals):
            raise Unfitting("a measure has two ideals in this list; name each measure once")
        given = who.order(body)
        return receipt(await okr.ideals.define(given, ideals=ideals, team=body.team, whole=True))

    @router.get("/support", summary="Support that was given", response_model=Page[Support], **READS)
    async def listed(
        who: Reader,
        request: Request,
        paging: PagingQuery,
        team: Team | None = None,
        measure: PracticeMeasure | None = None,
    ) -> Response:
        """The latest first, each with what its measure did in the four weeks before and after."""
        last = paging.key(int)
        before = int(last[0]) if last else None
        now = request.app.state.now()
        found = await okr.support.given(now, team=team, measure=measure, before=before, limit=paging.limit + 1)
        return page(paging, await shown(found), lambda each: (each.number,))

    @router.post("/support", summary="Give support", **command_route(created=True))
    async def give(body: GivingSupport, who: Practitioner) -> Response:
        """Say that somebody was helped where the practice falls short."""
        done = await okr.support.give(
            who.order(body), measure=body.measure, team=body.team, guide_used=body.guide, words=body.words
        )
        return receipt(done, created="practice/support")

    @router.get("/support/{support}", summary="One support that was given", response_model=Support, **READS)
    async def single(support: Ref, who: Reader, request: Request) -> Response:
        """With what its measure did around that day."""
        (found,) = await shown([await okr.support.one(request.app.state.now(), support)])
        return json_response(found)

    return router
