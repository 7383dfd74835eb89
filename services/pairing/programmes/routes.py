"""The programme over HTTP: how groups are made."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from services.pairing.http.requests import Organiser, Reader, Service
from services.pairing.http.shapes import ProgrammeBody, ProgrammeShape
from services.pairing.programmes.domain import DEFAULT, ConfigureProgramme, Programme
from services.pairing.service import Pairing
from shared.command.receipts import command_route, receipt
from shared.http.preconditions import etag
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp
from shared.projection import version_in

router = APIRouter(route_class=LeanRoute, tags=["pool"])


@router.get("/programme", response_model=ProgrammeShape, summary="How groups are made", dependencies=[CaughtUp])
async def programme(who: Reader, service: Service) -> Response:
    """The functions that meet, the size of a group, how often they rotate, who approves a draw, who is kept apart."""
    how, version = await service.context.programme(), await asyncio.to_thread(_version, service)
    return json_response(_shown(how, version), headers={"ETag": etag(version)})


@router.put("/programme", summary="Make groups like this from the next draw on", **command_route())
async def configure(body: ProgrammeBody, who: Organiser, service: Service) -> Response:
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
    return receipt(await service.programmes.configure(wished, who.order(body)))


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
