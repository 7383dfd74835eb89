"""``/help-wanted``: who could do with a hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from services.okr.http.callers import Reader
from services.okr.http.reading import READS, page, read
from services.okr.http.texts import Team
from services.okr.known_teams import team_asked
from services.okr.objectives.views import help_wanted
from services.okr.service import Okr
from shared.http.paging import Page, PagingQuery
from shared.http.routing import LeanRoute


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody, `by`, asked for in a check-in on this key result at `time`, and what stands in the way."""

    check_in: str
    key_result: str
    number: str
    title: str
    objective: str
    team: str | None
    by: str
    time: datetime
    help_wanted: str | None
    blocker: str | None


def help_wanted_router(okr: Okr) -> APIRouter:
    """The open requests: each stands until the next check-in on its key result."""
    router = APIRouter(route_class=LeanRoute, tags=["check-ins"])

    @router.get("/help-wanted", summary="Who wants help", response_model=Page[Request], **READS)
    async def requests(who: Reader, paging: PagingQuery, team: Team | None = None) -> Response:
        last = paging.key(int)
        after = int(last[0]) if last else 0
        rows = await read(
            okr.runtime.store,
            lambda connection: help_wanted.open_requests(
                connection, team=team_asked(connection, team), after=after, limit=paging.limit + 1
            ),
        )
        opened = await okr.runtime.sealer.open_all([row[name] for row in rows for name in ("help_wanted", "blocker")])
        words = zip(opened[::2], opened[1::2], strict=True)
        positions = {row["check_in"]: row["position"] for row in rows}
        found = [
            Request(
                check_in=row["check_in"],
                key_result=row["key_result"],
                number=f"KR-{row['number']}",
                title=row["title"],
                objective=row["objective"],
                team=row["team"],
                by=row["by"],
                time=row["time"],
                help_wanted=wanted,
                blocker=blocker,
            )
            for row, (wanted, blocker) in zip(rows, words, strict=True)
        ]
        return page(paging, found, lambda each: (positions[each.check_in],))

    return router
