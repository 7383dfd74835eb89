"""``/experiments``: what is being tried, and what was learned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from services.okr import typed_ids as resolve
from services.okr.company.view import company_days
from services.okr.experiments import queries as learnings
from services.okr.experiments.queries import Experiment, told
from services.okr.http.callers import Practitioner, Reader
from services.okr.http.reading import READS, after, one, page, version
from services.okr.http.texts import Comment, Intent, Named, Ref, Team, Word
from services.okr.known_teams import team_asked
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import ExperimentOutcome
from shared.http.bodies import Body
from shared.http.dates import GivenDay
from shared.http.paging import Page, PagingQuery
from shared.http.routing import LeanRoute


def _needs(*fields: str) -> ConfigDict:
    """What the page calls required, though a part of it may be left out here: the domain says better why it matters."""
    return ConfigDict(json_schema_extra={"required": list(fields)})


class Starting(Body):
    """What we try for a key result (`KR-17`), how we will know, and its last day; its owner is whoever starts it."""

    model_config = _needs("key_result", "what", "know_by", "until")

    key_result: Named
    what: Intent
    know_by: Intent = Field(default_factory=str)
    until: GivenDay
    owner: Named | None = None


class Extending(Body):
    """A later last day."""

    until: GivenDay


class Concluding(Body):
    """What became of it, and what was learned."""

    model_config = _needs("outcome", "learned")

    outcome: ExperimentOutcome
    learned: Comment = Field(default_factory=str)


def experiments_router(okr: Okr) -> APIRouter:
    """Experiments: start, extend, conclude, list, show; learnings: search."""
    router = APIRouter(route_class=LeanRoute, tags=["experiments"])
    set_ = okr.runtime.settings.zone

    def today(request: Request) -> Callable[[Connection], date]:
        now = request.app.state.now()
        return lambda connection: company_days(connection, set_).of(now)

    @router.post("/experiments", summary="Start an experiment", **command_route(created=True))
    async def start(body: Starting, who: Practitioner) -> Response:
        done = await okr.experiments.start(
            who.order(body, parts=1),
            key_result=body.key_result,
            what=body.what,
            know_by=body.know_by,
            until=body.until,
            owner=body.owner,
        )
        return receipt(done, created="experiments")

    @router.post("/experiments/{experiment}/extend", summary="Go on until a later day", **command_route())
    async def extend(experiment: Ref, body: Extending, who: Practitioner) -> Response:
        given = who.order(body)
        return receipt(await okr.experiments.extend(given, experiment=experiment, until=body.until))

    @router.post("/experiments/{experiment}/conclude", summary="Say what was learned", **command_route())
    async def conclude(experiment: Ref, body: Concluding, who: Practitioner) -> Response:
        given = who.order(body)
        return receipt(
            await okr.experiments.conclude(given, experiment=experiment, outcome=body.outcome, learned=body.learned)
        )

    @router.get("/experiments", summary="Experiments", response_model=Page[Experiment], **READS)
    async def every(
        request: Request,
        who: Reader,
        paging: PagingQuery,
        state: Annotated[
            Literal["running", "overdue", "concluded"] | None, Query(description="`running` also holds the overdue.")
        ] = None,
        key_result: Word | None = None,
        team: Team | None = None,
        owner: Word | None = None,
    ) -> Response:
        numbers: dict[str, int] = {}

        def ask(connection: Connection) -> list[Experiment]:
            day = today(request)(connection)
            rows = learnings.listed(
                connection,
                today=day,
                state=state,
                key_result=None if key_result is None else resolve.key_result(connection, key_result),
                team=team_asked(connection, team),
                owner=None if owner is None else resolve.person(connection, owner),
                after=after(paging),
                limit=paging.limit + 1,
            )
            numbers.update((row["experiment"], row["number"]) for row in rows)
            return [told(row, day) for row in rows]

        return page(paging, await okr.experiments.found_by(ask), lambda each: (numbers[each.id],))

    @router.get("/experiments/{experiment}", summary="An experiment", response_model=Experiment, **READS)
    async def single(request: Request, experiment: Ref, who: Reader) -> Response:
        versions: list[int] = []

        def ask(connection: Connection) -> list[Experiment]:
            id_ = resolve.experiment(connection, experiment)
            row = learnings.by_id(connection, id_)
            assert row is not None
            versions.append(version(connection, f"experiment/{id_}"))
            return [told(row, today(request)(connection))]

        (found,) = await okr.experiments.found_by(ask)
        return one(found, versions[-1])

    @router.get("/learnings", summary="What was learned", response_model=Page[Experiment], **READS)
    async def learned(
        request: Request, who: Reader, paging: PagingQuery, words: Word | None = None, team: Team | None = None
    ) -> Response:
        """Concluded experiments, the latest first: those in which all the words occur, whatever their case or width."""
        found = await okr.experiments.learnings(
            request.app.state.now(), words=words or "", team=team, before=after(paging) or None, limit=paging.limit + 1
        )
        positions = {each.experiment.id: each.position for each in found}
        return page(paging, [each.experiment for each in found], lambda each: (positions[each.id],))

    return router
