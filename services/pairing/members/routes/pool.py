"""The pool and the programme over HTTP: who may be drawn, and how groups are made."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.pairing.http.requests import Organiser, Reader, Service
from services.pairing.http.shapes import PersonShape, ProgrammeBody, ProgrammeShape
from services.pairing.members.views import pool
from services.pairing.programmes.domain import DEFAULT, ConfigureProgramme, Programme
from services.pairing.rotations.views import rotations
from services.pairing.service import Pairing
from shared.command.orders import Conditions, order
from shared.command.receipts import command_route, receipt
from shared.http.paging import Page, PagingQuery
from shared.http.preconditions import etag
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp
from shared.projection import Row, version_in

router = APIRouter(route_class=LeanRoute, tags=["pool"])


@router.get("/pool", response_model=Page[PersonShape], summary="Who may be drawn", dependencies=[CaughtUp])
async def list_pool(paging: PagingQuery, who: Reader, service: Service) -> Response:
    """Everybody in the company, in the order of joining."""
    after = paging.key(int)

    def read() -> tuple[list[Row], int | None]:
        with service.runtime.store.read() as connection:
            last = rotations.last_confirmed(connection, DEFAULT)
            rows = pool.page(connection, int(after[0]) if after else 0, paging.limit + 1)
            return rows, last["drafted_at"] if last is not None else None

    rows, drawn = await asyncio.to_thread(read)
    page = paging.page(rows, lambda row: (row["number"],))
    functions = {function.casefold() for function in (await service.context.programme()).functions}
    names = await service.runtime.sealer.open_all([row["name"] for row in page.items])
    items = [
        {
            "person": row["person"],
            "name": name,
            "function": row["function"],
            "team": row["team"],
            "takes_part": row["function"].casefold() in functions,
            "new": drawn is not None and row["joined_at"] > drawn,
        }
        for row, name in zip(page.items, names, strict=True)
    ]
    return json_response({"items": items, "next": page.next})


@router.get("/programme", response_model=ProgrammeShape, summary="How groups are made", dependencies=[CaughtUp])
async def programme(who: Reader, service: Service) -> Response:
    """The functions that meet, the size of a group, how often they rotate, who approves a draw, who is kept apart."""
    how, version = await service.context.programme(), await asyncio.to_thread(_version, service)
    return json_response(_shown(how, version), headers={"ETag": etag(version)})


@router.put("/programme", summary="Make groups like this from the next draw on", **command_route())
async def configure(
    body: ProgrammeBody, who: Organiser, service: Service, request: Request, conditions: Conditions
) -> Response:
    """Groups that exist stay as they are."""
    wished = ConfigureProgramme(
        body.name,
        tuple(body.functions),
        body.group_size,
        body.approval,
        body.mismatch,
        body.every_weeks,
        body.managers_apart,
        body.teams_apart,
        tuple(body.wishes),
        body.near,
    )
    return receipt(await service.programmes.configure(wished, order(service.runtime, request, who, conditions, body)))


def _version(service: Pairing) -> int:
    with service.runtime.store.read() as connection:
        return version_in(connection, f"programme/{DEFAULT}")


def _shown(how: Programme, version: int) -> dict[str, Any]:
    return {
        "id": DEFAULT,
        "version": version,
        "name": how.name,
        "functions": how.functions,
        "group_size": how.group_size,
        "approval": how.approval,
        "mismatch": how.mismatch,
        "every_weeks": how.every_weeks,
        "managers_apart": how.managers_apart,
        "teams_apart": how.teams_apart,
        "wishes": how.wishes,
        "near": how.near,
    }
