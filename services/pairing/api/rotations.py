"""Rotations over HTTP: draw, look, confirm, discard."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from services.pairing.api.requests import Commanded, Organiser, Reader, Service, done
from services.pairing.api.shapes import Done, DraftBody, DraftedAnswer, RotationShape, RotationWithGroups
from services.pairing.service import Pairing
from services.pairing.views import proposals, resolve, rotations, trios
from shared.events import NotFound
from shared.http.bodies import Id
from shared.http.openapi import COMMAND_PROBLEMS, problem_responses
from shared.http.paging import Page, PagingQuery
from shared.http.preconditions import COMMAND_HEADERS, etag
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp
from shared.projection import Row, version_in

router = APIRouter(route_class=LeanRoute, tags=["rotations"])


@router.post(
    "/rotations",
    status_code=201,
    response_model=DraftedAnswer,
    summary="Draw groups for the time after a quarter",
    responses=COMMAND_PROBLEMS | {200: {"model": DraftedAnswer, "description": "A draw of it stands already."}},
    openapi_extra=COMMAND_HEADERS,
)
async def draw(body: DraftBody, who: Organiser, service: Service, command: Commanded) -> Response:
    """Draw, unless a draft or a confirmed rotation is there; a discarded draft is followed by another draw."""
    drafted = await service.draft_rotation(body.after, await command.order(who, service))
    answer = {
        "id": drafted.rotation,
        "version": drafted.version,
        "wait_for": f"rotation/{drafted.rotation}@{drafted.version}",
        "changed": drafted.new,
        "stage": drafted.stage,
    }
    headers = {"ETag": etag(drafted.version), "Location": f"/rotations/{drafted.rotation}"}
    return json_response(answer, 201 if drafted.new else 200, headers)


@router.get(
    "/rotations", response_model=Page[RotationShape], summary="All rotations, newest first", dependencies=[CaughtUp]
)
def list_rotations(paging: PagingQuery, who: Reader, service: Service) -> Response:
    """Drafts, confirmed and discarded ones."""
    before = paging.key(int)
    with service.ground.store.read() as connection:
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
async def one_rotation(rotation: Id, who: Reader, service: Service) -> Response:
    """By id or by what people type, such as ``R-2``."""
    row, version, groups = await asyncio.to_thread(_read, service, rotation)
    people = [member for group in groups for member in group["members"]]
    names = await service.ground.sealer.open_all([member["name"] for member in people])
    for member, name in zip(people, names, strict=True):
        member["name"] = name
    return json_response(_shown(row) | {"version": version, "proposed": groups}, headers={"ETag": etag(version)})


@router.post(
    "/rotations/{rotation}/confirm",
    response_model=Done,
    summary="Let a draft hold",
    responses=COMMAND_PROBLEMS,
    openapi_extra=COMMAND_HEADERS,
)
async def confirm(rotation: Id, who: Organiser, service: Service, command: Commanded) -> Response:
    """Its groups are formed and the former ones dissolved in the background, within moments."""
    name = await asyncio.to_thread(_resolved, service, rotation)
    return done(await service.confirm_rotation(name, await command.order(who, service)))


@router.post(
    "/rotations/{rotation}/discard",
    response_model=Done,
    summary="Throw a draft away",
    responses=COMMAND_PROBLEMS,
    openapi_extra=COMMAND_HEADERS,
)
async def discard(rotation: Id, who: Organiser, service: Service, command: Commanded) -> Response:
    """Another may be drawn afterwards."""
    name = await asyncio.to_thread(_resolved, service, rotation)
    return done(await service.discard_rotation(name, await command.order(who, service)))


def _resolved(service: Pairing, typed: str) -> str:
    with service.ground.store.read() as connection:
        # The store may lag behind a draft that was made a moment ago; the log knows.
        return resolve.rotation_id(connection, typed) or typed


def _read(service: Pairing, typed: str) -> tuple[Row, int, list[Row]]:
    with service.ground.store.read() as connection:
        name = resolve.rotation_id(connection, typed)
        row = rotations.find(connection, name) if name is not None else None
        if row is None:
            raise NotFound(f"there is no rotation {typed}")
        groups = trios.with_people(connection, proposals.of_rotation(connection, row["rotation"]))
        return row, version_in(connection, f"rotation/{row['rotation']}"), groups


def _shown(row: Row) -> dict[str, Any]:
    kept = ("label", "stage", "after_quarter", "groups", "repeats", "unplaced", "drafted", "confirmed")
    return {"id": row["rotation"], "code": resolve.rotation_code(row["number"])} | {name: row[name] for name in kept}
