"""Rotations over HTTP: draw, look and why, draw again, confirm, discard."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.pairing import typed_ids as resolve
from services.pairing.http.requests import Organiser, Reader, ReadingOrganiser, Service
from services.pairing.http.shapes import (
    AgainBody,
    DraftBody,
    DraftedAnswer,
    RotationShape,
    RotationWithGroups,
    SwapShape,
)
from services.pairing.http.texts import Asked
from services.pairing.rotations.explanation import Why, quality
from services.pairing.rotations.views import rotations
from services.pairing.service import Drafted, Pairing
from shared.command.receipts import command_route, receipt
from shared.events import NotFound
from shared.http.bodies import Id
from shared.http.openapi import COMMAND_PROBLEMS, problem_responses
from shared.http.paging import Page, PagingQuery
from shared.http.preconditions import COMMAND_HEADERS, etag
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp
from shared.identity.roles import Permission
from shared.projection import Row, version_in

router = APIRouter(route_class=LeanRoute, tags=["rotations"])

Typed = Annotated[Asked, Query(description="Somebody's id, such as P-3.")]


@router.post(
    "/rotations",
    status_code=201,
    response_model=DraftedAnswer,
    summary="Draw groups for the time after a quarter",
    responses=COMMAND_PROBLEMS | {200: {"model": DraftedAnswer, "description": "A draw of it stands already."}},
    openapi_extra=COMMAND_HEADERS,
)
async def draw(body: DraftBody, who: Organiser, service: Service) -> Response:
    """Draw, unless a draft or a confirmed rotation is there; a discarded draft is followed by another draw."""
    given = who.order(body)
    drafted = await service.rotations.draft(body.after, given, pins=body.pins, forbids=body.forbids, naming=True)
    return _drafted(drafted)


@router.post(
    "/rotations/{rotation}/again",
    status_code=201,
    response_model=DraftedAnswer,
    summary="Draw a draft again, with pins and forbids",
    responses=COMMAND_PROBLEMS | {200: {"model": DraftedAnswer, "description": "It was drawn again already."}},
    openapi_extra=COMMAND_HEADERS,
)
async def again(rotation: Id, body: AgainBody, who: Organiser, service: Service) -> Response:
    """The next draw takes the draft's place; where none is possible it stays, and the refusal says what clashes."""
    name = await asyncio.to_thread(_resolved, service, rotation)
    given = who.order(body)
    return _drafted(
        await service.rotations.draw_again(
            name, given, pins=body.pins, forbids=body.forbids, anew=body.anew, naming=True
        )
    )


def _drafted(drafted: Drafted) -> Response:
    aggregate = f"rotation/{drafted.rotation}"
    answer = DraftedAnswer(
        id=drafted.rotation,
        aggregate=aggregate,
        version=drafted.version,
        wait_for=f"{aggregate}@{drafted.version}",
        changed=drafted.new,
        repeated=not drafted.new,
        stage=drafted.stage,
    )
    headers = {"ETag": etag(drafted.version), "Location": f"/rotations/{drafted.rotation}"}
    return json_response(answer, 201 if drafted.new else 200, headers)


@router.get(
    "/rotations", response_model=Page[RotationShape], summary="All rotations, newest first", dependencies=[CaughtUp]
)
def list_rotations(paging: PagingQuery, who: Reader, service: Service) -> Response:
    """Drafts, confirmed and discarded ones."""
    before = paging.key(int)
    with service.runtime.store.read() as connection:
        rows = rotations.page(connection, int(before[0]) if before else None, paging.limit + 1)
    page = paging.page(rows, lambda row: (row["number"],))
    return json_response({"items": [_shown(row) for row in page.items], "next": page.next})


@router.get(
    "/rotations/{rotation}",
    response_model=RotationWithGroups,
    summary="One rotation with the groups that it proposes",
    dependencies=[CaughtUp],
    responses=problem_responses(404),
)
async def one_rotation(rotation: Id, request: Request, who: Reader, service: Service) -> Response:
    """By id or by what people type, such as ``R-2``."""
    name, version = await asyncio.to_thread(_known, service, rotation)
    told = await service.draws.explain(name)
    # Whoever could ask at any time whether the pool has changed would learn who paused, or excludes him.
    organises = who.may(Permission.MANAGE_ROTATIONS)
    stale = (
        await service.draws.is_stale(name, await service.context.day(request.app.state.now())) if organises else None
    )
    people = [member for group in told.groups for member in group["members"]]
    sealed = await service.runtime.sealer.open_all([member["name"] for member in people])
    names = {member["person"]: name for member, name in zip(people, sealed, strict=True)}
    answer = _shown(told.row) | {
        "version": version,
        "proposed": [_planned(group, why, names) for group, why in zip(told.groups, told.why, strict=True)],
        "says": quality(told.row),
        "absent": told.absent if organises else None,
        "newcomers": [person["person"] for person in told.newcomers],
        "stale": stale,
        "pinned": told.pinned if organises else None,
        "forbidden": len(told.row["forbidden"]) if organises else None,
    }
    return json_response(answer, headers={"ETag": etag(version)})


@router.get(
    "/rotations/{rotation}/swap",
    response_model=SwapShape,
    summary="What it would cost to let two people change places",
    dependencies=[CaughtUp],
    responses=problem_responses(404, 409, 422),
)
async def swap(
    rotation: Id, one: Typed, other: Typed, request: Request, who: ReadingOrganiser, service: Service
) -> Response:
    """In a draft; nothing is changed."""
    name = await asyncio.to_thread(_resolved, service, rotation)
    found = await service.draws.swap_cost(name, one, other, await service.context.day(request.app.state.now()))
    breaks = [{"one": each.one, "other": each.other, "why": each.why} for each in found.broken]
    return json_response(
        {"cost": found.cost, "repeats": found.repeats, "breaks": breaks, "same_function": found.same_function}
    )


@router.post("/rotations/{rotation}/confirm", summary="Let a draft hold", **command_route())
async def confirm(rotation: Id, who: Organiser, service: Service) -> Response:
    """Its groups are formed and the former ones dissolved in the background, within moments."""
    name = await asyncio.to_thread(_resolved, service, rotation)
    return receipt(await service.rotations.confirm(name, who.order()))


@router.post("/rotations/{rotation}/discard", summary="Throw a draft away", **command_route())
async def discard(rotation: Id, who: Organiser, service: Service) -> Response:
    """Another may be drawn afterwards."""
    name = await asyncio.to_thread(_resolved, service, rotation)
    return receipt(await service.rotations.discard(name, who.order()))


def _resolved(service: Pairing, typed: str) -> str:
    with service.runtime.store.read() as connection:
        # The store may lag behind a draft that was made a moment ago; the log knows.
        return resolve.rotation_id(connection, typed) or typed


def _known(service: Pairing, typed: str) -> tuple[str, int]:
    with service.runtime.store.read() as connection:
        name = resolve.rotation_id(connection, typed)
        if name is None:
            raise NotFound(f"there is no rotation {typed}")
        return name, version_in(connection, f"rotation/{name}")


def _planned(group: Row, why: Why, names: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "group": group["group"],
        "members": [member | {"name": names[member["person"]]} for member in group["members"]],
        "why": why.says(lambda person: names.get(person) or person),
        "bonds": [{"one": each.one, "other": each.other, "last": each.last} for each in why.bonds],
        "lacking": why.lacking,
        "doubled": why.doubled,
        "same_function": why.same_function,
    }


def _shown(row: Row) -> dict[str, Any]:
    kept = (
        *("label", "stage", "after_quarter", "groups", "repeats", "least_repeats", "optimal", "gap", "proved_over"),
        *("run", "unplaced", "drafted", "confirmed"),
    )
    return {"id": row["rotation"], "code": resolve.rotation_code(row["number"])} | {name: row[name] for name in kept}
