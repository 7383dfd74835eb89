"""What a group has for its meetings, over HTTP: its cadence, notices, a calendar file and a brief."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.pairing import typed_ids as resolve
from services.pairing.groups.domain.openers import Language
from services.pairing.groups.routes.shapes import BriefShape, CadenceBody, NoticesShape, OwnNoticesShape
from services.pairing.http.requests import Reader, Reporter, Service
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Id
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp
from shared.identity.roles import Permission

router = APIRouter(route_class=LeanRoute, tags=["meetings"])


@router.put("/groups/{group}/cadence", summary="How often the group meets", **command_route())
async def choose(group: Id, body: CadenceBody, who: Reporter, service: Service) -> Response:
    """By any member, every 1 to 8 weeks; weekly by default. Nobody learns who chose."""

    def resolved() -> str:
        with service.runtime.store.read() as connection:
            return resolve.group_id(connection, group) or group

    name = await asyncio.to_thread(resolved)
    given = who.order(body, veiled=True)
    return receipt(await service.meetings.choose_cadence(name, who.subject, body.every_weeks, given))


@router.get(
    "/groups/{group}/notices",
    response_model=NoticesShape,
    summary="What the group was told",
    dependencies=[CaughtUp],
    responses=problem_responses(403, 404),
)
async def of_group(group: Id, who: Reader, service: Service) -> Response:
    """For its members only: in which weeks it meets by its own cadence, and a question when it has gone quiet."""
    found = await service.notices.of_group(group, who.subject)
    return json_response({"items": [{name: row[name] for name in ("kind", "week", "told")} for row in found]})


@router.get("/notices", response_model=OwnNoticesShape, summary="What one was told", dependencies=[CaughtUp])
async def own(who: Reader, service: Service) -> Response:
    """What oneself and the group that one is in now were told, the latest first; for admins, a draw that failed."""
    names = ("kind", "week", "told", "group", "says")
    items = [{name: row[name] for name in names} for row in await service.notices.of_person(who.subject)]
    if who.may(Permission.MANAGE_ROTATIONS) and (failed := await service.context.not_drawn()) is not None:
        said = ("not-drawn", failed.label, failed.since, None, failed.says)
        items.insert(0, dict(zip(names, said, strict=True)))
    return json_response({"items": items})


@router.get(
    "/groups/{group}/calendar.ics",
    summary="The group's meetings as a calendar file",
    dependencies=[CaughtUp],
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}}, **problem_responses(403, 404)},
)
async def calendar(group: Id, who: Reader, service: Service) -> Response:
    """For its members and for admins (RFC 5545): the weeks in which it meets until the quarter's end, no topic."""
    file = await service.briefing.calendar(group, who.subject, admin=who.is_admin)
    headers = {"Content-Disposition": 'attachment; filename="buddy-group.ics"'}
    return Response(file.encode(), 200, headers, media_type="text/calendar; charset=utf-8")


@router.get(
    "/groups/{group}/brief",
    response_model=BriefShape,
    summary="A brief for the group's meeting",
    dependencies=[CaughtUp],
    responses=problem_responses(403, 404),
)
async def brief(
    group: Id,
    who: Reader,
    service: Service,
    request: Request,
    lang: Annotated[Language, Query(description="The language of sentences and openers.")] = "en",
) -> Response:
    """For its members only: what moved, stalled or is asked for in their public key results, and ways to begin."""
    found = await service.briefing.brief(group, who.subject, request.app.state.now(), lang)
    return json_response({"group": found.group, "week": found.week, "lines": found.lines, "openers": found.openers})
