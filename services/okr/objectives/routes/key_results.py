"""``/key-results``: what objectives are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.okr import typed_ids as resolve
from services.okr.http.callers import Reader, Writer
from services.okr.http.reading import READS, one, version
from services.okr.http.texts import Ref
from services.okr.objectives.views import board
from services.okr.objectives.views.standing import BoardKeyResult
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import NotFound
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


@dataclass(frozen=True, slots=True)
class MissedCheckIn:
    """A check-in that wasn't made: the day on which it was due, whose it was then, and when the days of grace ended."""

    due: date
    owner: str | None
    missed: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """The check-ins that were missed on a key result, the latest first."""

    count: int
    items: tuple[MissedCheckIn, ...]


def key_results_router(okr: Okr) -> APIRouter:
    """Key results: show, drop. They are added to their objective, and checked in on by `check_ins_router`."""
    router = APIRouter(route_class=LeanRoute, prefix="/key-results", tags=["key results"])
    store = okr.runtime.store

    @router.get("/{key_result}", summary="One key result", response_model=BoardKeyResult, **READS)
    def single(request: Request, key_result: Ref, who: Reader) -> Response:
        with store.read() as connection:
            judge = okr.boards.judge_now(connection, request.app.state.now())
            found = board.key_result(connection, resolve.key_result(connection, key_result), judge)
            if found is None:
                raise NotFound(f"there is no key result {key_result!r}")
            return one(found, version(connection, f"objective/{found.objective}"))

    @router.post("/{key_result}/drop", summary="It counts no more", **command_route())
    async def drop(key_result: Ref, who: Writer) -> Response:
        return receipt(await okr.objectives.drop_key_result(who.order(), key_result=key_result))

    @router.get("/{key_result}/missed", summary="Check-ins that were missed", response_model=Missed, **READS)
    def missed(key_result: Ref, who: Reader) -> Response:
        rows = okr.cadences.missed(key_result)
        items = tuple(MissedCheckIn(row["due"], row["owner"], row["missed"]) for row in rows)
        return json_response(Missed(len(items), items))

    return router
