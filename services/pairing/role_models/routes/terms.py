"""Terms of role models over HTTP: draw, look, confirm, discard, end, measure."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from services.pairing.http.requests import Organiser, Reader, Service
from services.pairing.role_models.handlers_terms import Couple
from services.pairing.role_models.measures import measures
from services.pairing.role_models.shapes import TermBody, TermList, TermMeasuresShape, TermWithCouples
from services.pairing.service import Pairing
from services.pairing.typed_ids import person_code
from shared.command.receipts import Receipt, command_route, receipt
from shared.http.bodies import Name
from shared.http.openapi import COMMAND_PROBLEMS, problem_responses
from shared.http.preconditions import COMMAND_HEADERS
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp
from shared.projection import Row

router = APIRouter(prefix="/role-models/terms", route_class=LeanRoute, tags=["role models"])

_PROOF = ("placed", "total_rank", "blocking", "most_placed", "least_total_rank", "proved")


@router.get("", response_model=TermList, summary="All terms", dependencies=[CaughtUp])
def list_terms(who: Reader, service: Service) -> Response:
    """The latest first; drafts and discarded ones for admins only."""
    return json_response({"items": [_term(row) for row in service.terms.every(admin=who.is_admin)]})


@router.post(
    "",
    response_model=Receipt,
    status_code=201,
    summary="Draw who gets whom for a term",
    responses=COMMAND_PROBLEMS,
    openapi_extra=COMMAND_HEADERS,
)
async def draw(body: TermBody, who: Organiser, service: Service) -> Response:
    """In place of any former draft of the term; nobody but admins sees it before it is confirmed."""
    given = who.order(body)
    return receipt(
        await service.terms.draft(body.label, body.begins, body.ends, given, method=body.method),
        created="role-models/terms",
    )


@router.get(
    "/{term:path}/measures",
    response_model=TermMeasuresShape,
    summary="How a term went for everybody together",
    dependencies=[CaughtUp],
    responses=problem_responses(404),
)
def measured(term: Name, who: Reader, service: Service) -> Response:
    """Of five people or more only; nothing per person."""
    return json_response(asdict(measures(service.terms.of(term, admin=who.is_admin))))


@router.get(
    "/{term:path}",
    response_model=TermWithCouples,
    summary="One term with who gets whom",
    dependencies=[CaughtUp],
    responses=problem_responses(404),
)
async def one_term(term: Name, who: Reader, service: Service) -> Response:
    """By id or label. All of it for admins; else only what one is part of."""

    def read() -> tuple[Row, list[Couple]]:
        row = service.terms.of(term, admin=who.is_admin)
        return row, service.terms.couples(row, who.subject, admin=who.is_admin)

    row, couples = await asyncio.to_thread(read)
    proof = {name: row[name] for name in _PROOF} if who.is_admin else None
    shown = [await _couple(couple, service) for couple in couples]
    return json_response(_term(row) | {"certificate": proof, "couples": shown})


@router.post("/{term:path}/confirm", summary="Let a draft hold", **command_route())
async def confirm(term: Name, who: Organiser, service: Service) -> Response:
    """Refused where people, offers or wishes have changed since it was drawn."""
    return receipt(await service.terms.confirm(term, who.order()))


@router.post("/{term:path}/discard", summary="Throw a draft away", **command_route())
async def discard(term: Name, who: Organiser, service: Service) -> Response:
    """The term may be drawn again afterwards."""
    return receipt(await service.terms.discard(term, who.order()))


@router.post("/{term:path}/end", summary="End a term today", **command_route())
async def end(term: Name, who: Organiser, service: Service) -> Response:
    """Before its last day, after which it ends of itself."""
    given = who.order()
    today = await service.context.day(given.now)
    return receipt(await service.terms.end(term, today, given))


def _term(row: Row) -> dict[str, Any]:
    kept = ("label", "begins", "ends", "ended_on", "stage", "method")
    return {"id": row["term"]} | {name: row[name] for name in kept}


async def _couple(couple: Couple, service: Pairing) -> dict[str, Any]:
    model = couple.role_model
    return {
        "seeker": await _person(couple.seeker, service),
        "role_model": await _person(model, service) if model is not None else None,
        "rank": couple.rank,
        "because": couple.because,
    }


async def _person(row: Row, service: Pairing) -> dict[str, Any]:
    name = await service.runtime.sealer.open(row["name"])
    return {"person": row["person"], "code": person_code(row["number"]), "name": name}
