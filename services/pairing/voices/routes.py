"""What people say over HTTP: a monthly answer without a name, what groups tell, and how the groups are doing."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.pairing import typed_ids as resolve
from services.pairing.http.requests import Answerer, Reader, ReadingAnswerer, Service, Sharer
from services.pairing.http.texts import Asked
from services.pairing.service import Pairing
from services.pairing.voices.domain.pulse import NOTE, QUESTION
from services.pairing.voices.shapes import (
    Answered,
    InsightBody,
    PulseBody,
    PulsesShape,
    QuarterMeasuresShape,
    QuestionShape,
)
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Id
from shared.http.openapi import COMMAND_PROBLEMS, problem_responses
from shared.http.preconditions import COMMAND_HEADERS
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp

router = APIRouter(route_class=LeanRoute, tags=["voices"])


@router.post(
    "/pulse",
    response_model=Answered,
    summary="Answer the month's question",
    responses=COMMAND_PROBLEMS,
    openapi_extra=COMMAND_HEADERS,
)
async def answer(body: PulseBody, who: Answerer, service: Service) -> Response:
    """How are the buddy groups for you, from 1 (badly) to 5 (very well)? Once a month, and nobody learns who said what.

    Answers are counted in fives only: fewer than five that are left at the month's end are dropped, unread. An
    `If-Match` is not looked at.
    """
    given = who.order(body, veiled=True)
    return json_response({"month": await service.gathering.answer(body.answer, who.subject, given, month=body.month)})


@router.get("/pulse", response_model=QuestionShape, summary="The month's question", responses=problem_responses(404))
async def question(request: Request, who: ReadingAnswerer, service: Service) -> Response:
    """What is asked this month, and whether you have answered; never what."""
    month, answered = await service.gathering.answered(who.subject, request.app.state.now())
    return json_response({"month": month, "question": QUESTION, "answered": answered, "note": NOTE})


@router.get("/pulses", response_model=PulsesShape, summary="What was answered", dependencies=[CaughtUp])
async def pulses(who: Reader, service: Service) -> Response:
    """The months with five answers or more, the latest first; counted in fives."""
    return json_response({"items": [each.told() for each in await service.gathering.shown()]})


@router.post("/groups/{group}/insights", summary="Tell everybody something in the group's name", **command_route())
async def share(group: Id, body: InsightBody, who: Sharer, service: Service) -> Response:
    """By a member, whatever the group chooses to tell. Nobody learns which member wrote it."""
    name = await asyncio.to_thread(_resolved, service, group)
    given = who.order(body, veiled=True)
    return receipt(await service.voices.share_insight(name, body.text, who.subject, given, about=body.objective))


@router.get(
    "/measures",
    response_model=QuarterMeasuresShape,
    summary="How a quarter's groups are doing as a whole",
    dependencies=[CaughtUp],
    responses=problem_responses(404),
)
async def measures(
    request: Request,
    who: Reader,
    service: Service,
    quarter: Annotated[Asked | None, Query(description="A label or id; by default the latest.")] = None,
) -> Response:
    """Never of a person or a group: null where a figure would rest on fewer than five people, or on two groups."""
    return json_response((await service.measures.of_quarter(request.app.state.now(), quarter)).told())


def _resolved(service: Pairing, typed: str) -> str:
    with service.runtime.store.read() as connection:
        return resolve.group_id(connection, typed) or typed
