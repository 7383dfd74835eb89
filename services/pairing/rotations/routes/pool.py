"""The pool over HTTP: who may be drawn."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from services.pairing.http.requests import Reader, Service
from services.pairing.http.shapes import PersonShape
from services.pairing.members.views import pool
from services.pairing.programmes.domain import DEFAULT
from services.pairing.rotations.views import rotations
from shared.http.paging import Page, PagingQuery
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp
from shared.projection import Row

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
