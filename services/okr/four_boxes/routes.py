"""``/four-boxes``: a team's week on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from services.okr.four_boxes.domain import MOST_LINES, MOST_PRIORITIES, HealthTold, Intent
from services.okr.four_boxes.handlers import KIND
from services.okr.four_boxes.view import Page
from services.okr.http.callers import Practitioner, Reader
from services.okr.http.reading import READS, one, read, version
from services.okr.http.texts import AskedWeek, Label, Named, TeamRef, Title, Week
from services.okr.kernel.units import unit_id
from services.okr.known_teams import team_as_here
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import HealthSign
from shared.http.bodies import Body
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.texts import items

OfWeek = Annotated[AskedWeek | None, Query(description="An ISO week, such as 2026-W33; this one by default.")]


class Intended(Body):
    """What the team means to do this week, and for which key result (`KR-17`)."""

    text: Title
    key_result: Named | None = None


class Health(Body):
    """How it is with something that must not suffer meanwhile."""

    name: Label
    sign: HealthSign
    note: Title | None = None


class Filling(Body):
    """All four boxes: how sure the team is comes from its check-ins. Without a `week`, of this one."""

    priorities: Annotated[tuple[Intended, ...], items(1, MOST_PRIORITIES)]
    next_weeks: Annotated[tuple[Title, ...], items(0, MOST_LINES)] = ()
    health: Annotated[tuple[Health, ...], items(0, MOST_LINES)] = ()
    week: Week | None = None


class Marking(Body):
    """Whether a priority, by its place from 1 or its id, was kept; without a `week`, of the last boxes filled."""

    priority: Named
    kept: bool
    week: Week | None = None


@dataclass(frozen=True, slots=True)
class FilledBoxes:
    """A team whose boxes of a week are filled, and when that was last done."""

    team: str
    week: str
    filled: datetime


@dataclass(frozen=True, slots=True)
class FilledThatWeek:
    """The teams in order of name."""

    items: list[FilledBoxes]


def four_boxes_router(okr: Okr) -> APIRouter:
    """The four boxes: fill, mark, show; and which teams filled theirs."""
    router = APIRouter(route_class=LeanRoute, prefix="/four-boxes", tags=["four boxes"])
    reads = {"dependencies": READS["dependencies"], "responses": problem_responses(401, 404, 422, 503)}

    @router.get("", summary="Which teams filled their boxes", response_model=FilledThatWeek, **reads)
    async def every(request: Request, who: Reader, week: OfWeek = None) -> Response:
        rows = await okr.four_boxes.teams(now=request.app.state.now(), week=week)
        return json_response(FilledThatWeek([FilledBoxes(row["team"], row["week"], row["filled"]) for row in rows]))

    @router.get("/{team:path}", summary="A team's boxes", response_model=Page, **reads)
    async def single(team: TeamRef, request: Request, who: Reader, week: OfWeek = None) -> Response:
        """Also of a week that isn't filled yet: what the team meant to do the time before, and whether it was kept."""

        def known_version(connection: Connection) -> int:
            return version(connection, f"{KIND}/{unit_id(KIND, team_as_here(connection, team))}")

        # Asked first: a page that is newer than its ETag does no harm, the other way round an update would be lost.
        known = await read(okr.runtime.store, known_version)
        return one(await okr.four_boxes.boxes(team=team, now=request.app.state.now(), week=week), known)

    @router.put("/{team:path}", summary="Fill a team's boxes", **command_route())
    async def fill(team: TeamRef, body: Filling, who: Practitioner) -> Response:
        """Filled again, they are replaced; a priority that keeps its words keeps what was said of it."""
        return receipt(
            await okr.four_boxes.fill(
                who.order(body),
                team=team,
                priorities=[Intent(each.text, each.key_result) for each in body.priorities],
                next_weeks=body.next_weeks,
                health=[HealthTold(each.name, each.sign, each.note) for each in body.health],
                week=body.week,
            )
        )

    @router.post("/{team:path}/marks", summary="Say whether a priority was kept", **command_route())
    async def mark(team: TeamRef, body: Marking, who: Practitioner) -> Response:
        given = who.order(body)
        return receipt(
            await okr.four_boxes.mark(given, team=team, priority=body.priority, kept=body.kept, week=body.week)
        )

    return router
