"""``/cadences``: how often whose key results are owed a check-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from services.okr.cadences import view as cadences
from services.okr.cadences.domain import LONGEST_GRACE, Every
from services.okr.http.callers import CadenceSetter, Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Ref, TeamRef
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Body, Whole
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


class Setting(Body):
    """Due at the end of each `weekday` (1 is Monday), of each second one, or of the month's last one; or never.

    Missed when `grace_days` more have gone by.
    """

    every: Every
    weekday: Whole = Field(5, json_schema_extra={"minimum": 1, "maximum": 7})
    grace_days: Whole = Field(2, json_schema_extra={"minimum": 0, "maximum": max(LONGEST_GRACE.values())})


@dataclass(frozen=True, slots=True)
class Cadence:
    """A team's or a person's cadence; with neither, the default of the settings. `since` is when it was set."""

    team: str | None
    person: str | None
    every: str
    weekday: int
    grace_days: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Cadences:
    """All of them, the default first."""

    items: tuple[Cadence, ...]


def cadences_router(okr: Okr) -> APIRouter:
    """Cadences: list, set a team's or a person's."""
    router = APIRouter(route_class=LeanRoute, prefix="/cadences", tags=["cadences"])
    store = okr.runtime.store

    @router.get("", summary="All cadences", response_model=Cadences, **READS)
    def every(who: Reader) -> Response:
        with store.read() as connection:
            rows = cadences.listed(connection)
        names = ("team", "person", "every", "weekday", "grace_days", "since")
        default = okr.cadences.default_rhythm
        first = Cadence(None, None, default.every, default.weekday, default.grace_days, None)
        return json_response(Cadences((first, *(Cadence(**{name: row[name] for name in names}) for row in rows))))

    @router.put("/teams/{team:path}", summary="Set a team's cadence", **command_route())
    async def of_team(team: TeamRef, body: Setting, who: CadenceSetter) -> Response:
        """From today on; before it goes what was set for a person."""
        return receipt(
            await okr.cadences.set(
                who.order(body, parts=3), team=team, every=body.every, weekday=body.weekday, grace_days=body.grace_days
            )
        )

    @router.put("/people/{person}", summary="Set a person's cadence", **command_route())
    async def of_person(person: Ref, body: Setting, who: CadenceSetter) -> Response:
        """From today on, for the key results that the person owns, whatever their team."""
        return receipt(
            await okr.cadences.set(
                who.order(body, parts=3),
                person=person,
                every=body.every,
                weekday=body.weekday,
                grace_days=body.grace_days,
            )
        )

    return router
