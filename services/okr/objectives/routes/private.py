"""``/private``: objectives that only the people on a list see; to everybody else, admins too, they aren't there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from services.okr.http.callers import Reader, Writer
from services.okr.http.reading import READS, one
from services.okr.http.texts import Label, Named, Ref, Title
from services.okr.http.zipped import PROVED, zipped
from services.okr.objectives.routes.check_in_answers import CheckIn, shown
from services.okr.objectives.views.explained import KeyResultExplained, ObjectiveExplained
from services.okr.objectives.views.ledger import Entry
from services.okr.objectives.views.standing import BoardObjective
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import Commitment, Contribution
from shared.http.bodies import Body
from shared.http.dates import GivenInstant
from shared.http.responses import json_response
from shared.http.routing import LeanRoute

Instant = Annotated[GivenInstant | None, Query(description="A moment with its zone, or a day, which means its end.")]


class DraftingPrivate(Body):
    """What shall be reached, by whom, and the people (`P-3`) who may see it; without an owner it is the drafter's."""

    title: Title
    share: tuple[Named, ...] = Field(default=(), max_length=100)
    quarter: Named | None = None
    team: Label | None = None
    owner: Named | None = None
    commitment: Commitment = "aspirational"
    contribution: Contribution = "weight"


class Sharing(Body):
    """All who may see it from now on; its owner always does."""

    people: tuple[Named, ...] = Field(max_length=100)


@dataclass(frozen=True, slots=True)
class PrivateObjectives:
    """The private objectives that whoever asks may see."""

    items: list[BoardObjective]


def private_router(okr: Okr) -> APIRouter:
    """Private objectives: draft, share, show. What else is done to them is done as to any other, by their ids."""
    router = APIRouter(route_class=LeanRoute, prefix="/private", tags=["private objectives"])

    @router.post("/objectives", summary="Write a private objective down", **command_route(created=True))
    async def draft(body: DraftingPrivate, who: Writer) -> Response:
        done = await okr.private.draft(
            who.order(body),
            title=body.title,
            people=body.share,
            quarter=body.quarter,
            team=body.team,
            owner=body.owner,
            commitment=body.commitment,
            contribution=body.contribution,
        )
        return receipt(done, created="private/objectives")

    @router.post("/objectives/{objective}/share", summary="Say who may see it", **command_route())
    async def share(objective: Ref, body: Sharing, who: Writer) -> Response:
        given = who.order(body, parts=3)
        return receipt(await okr.private.share(given, objective=objective, people=body.people))

    @router.get("/objectives", summary="Those that you may see", response_model=PrivateObjectives, **READS)
    async def every(request: Request, who: Reader) -> Response:
        return json_response(PrivateObjectives(await okr.private.seen_by(who.subject, request.app.state.now())))

    @router.get("/objectives/{objective}", summary="One of them", response_model=BoardObjective, **READS)
    async def single(
        request: Request, objective: Ref, who: Reader, as_of: Instant = None, known_at: Instant = None
    ) -> Response:
        found, version = await okr.private.one(
            who.subject, objective, request.app.state.now(), effective=as_of, known=known_at
        )
        return one(found, version)

    @router.get("/objectives/{objective}/ledger", summary="Its goalposts", response_model=list[Entry], **READS)
    async def ledger(objective: Ref, who: Reader) -> Response:
        return json_response(await okr.private.ledger(who.subject, objective))

    @router.get("/objectives/{thing}/explain", summary="Why it stands so", response_model=ObjectiveExplained, **READS)
    @router.get("/key-results/{thing}/explain", summary="Why it stands so", response_model=KeyResultExplained, **READS)
    async def explain(
        request: Request, thing: Ref, who: Reader, as_of: Instant = None, known_at: Instant = None
    ) -> Response:
        now = request.app.state.now()
        return json_response(
            await okr.private_explanation.explain(who.subject, thing, effective=as_of, known=known_at, now=now)
        )

    @router.get("/objectives/{thing}/proof", summary="What a stranger sees of it: no record", **PROVED)
    @router.get("/key-results/{thing}/proof", summary="What a stranger sees of it: no record", **PROVED)
    async def proof(
        request: Request, thing: Ref, who: Reader, as_of: Instant = None, known_at: Instant = None
    ) -> Response:
        """A zip with the figure explained, and with how many records it rests on that are not shown."""
        now = request.app.state.now()
        figure = await okr.proofs.private(who.subject, thing, effective=as_of, known=known_at, now=now)
        return zipped(figure.number, figure.content)

    @router.get(
        "/key-results/{key_result}/check-ins",
        summary="A key result's check-ins, the latest first",
        response_model=list[CheckIn],
        **READS,
    )
    async def check_ins(key_result: Ref, who: Reader) -> Response:
        rows = await okr.private.check_ins(who.subject, key_result)
        return json_response(await shown(okr.runtime.sealer, rows))

    return router
