"""``/people``: who belongs to the company."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from services.okr import typed_ids as resolve
from services.okr.http.callers import Forgetter, PeopleManager, Reader
from services.okr.http.reading import READS, after, one, page, read, version
from services.okr.http.texts import Email, Label, Named, Ref, Title
from services.okr.people import view as people
from services.okr.service import Okr
from shared.command.receipts import Receipt, command_route, receipt, told
from shared.events import NotFound
from shared.http.bodies import Body
from shared.http.paging import Page, PagingQuery
from shared.http.preconditions import etag
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.identity.roles import Permission
from shared.identity.tokens import Identity


class Joining(Body):
    """Somebody who belongs to the company from now on."""

    name: Title
    function: Label
    email: Email | None = None
    team: Label | None = None
    manager: Named | None = None


class MovingPerson(Body):
    """Where somebody works from now on: all three, also those that stay."""

    function: Label
    team: Label | None = None
    manager: Named | None = None


class Renaming(Body):
    """Another name or e-mail; what is left out stays."""

    name: Title | None = None
    email: Email | None = None


@dataclass(frozen=True, slots=True)
class Forgotten(Receipt):
    """What forgetting did. Notices that left through the channels `not_taken_back` can be erased there only."""

    not_taken_back: list[str]


@dataclass(frozen=True, slots=True)
class Person:
    """A person; the e-mail is shown to himself and to whoever manages people.

    `away_until` is when somebody is here again who is away now and lets everybody see it.
    """

    id: str
    number: str
    name: str | None
    email: str | None
    function: str
    team: str | None
    manager: str | None
    joined: datetime
    left: datetime | None
    away_until: date | None


def people_router(okr: Okr) -> APIRouter:
    """People: join, list, show, move, be renamed, leave, be forgotten."""
    router = APIRouter(route_class=LeanRoute, prefix="/people", tags=["people"])
    store, sealer = okr.runtime.store, okr.runtime.sealer

    async def shown(rows: list[RowMapping], who: Identity, now: datetime) -> list[Person]:
        manages = who.may(Permission.MANAGE_PEOPLE)
        names = await sealer.open_all([row["name"] for row in rows])
        emails = await sealer.open_all(
            [row["email"] if manages or row["person"] == who.subject else None for row in rows]
        )
        away = await okr.absences.away_until([row["person"] for row in rows], now)
        return [
            _person(row, name, email, away.get(row["person"]))
            for row, name, email in zip(rows, names, emails, strict=True)
        ]

    @router.post("", summary="Somebody joins", **command_route(created=True))
    async def join(body: Joining, who: PeopleManager) -> Response:
        done = await okr.people.join(
            who.order(body),
            name=body.name,
            function=body.function,
            email=body.email,
            team=body.team,
            manager=body.manager,
        )
        return receipt(done, created="people")

    @router.get("", summary="Everybody", response_model=Page[Person], **READS)
    async def everybody(
        request: Request,
        who: Reader,
        paging: PagingQuery,
        former: Annotated[bool, Query(description="Also those who have left.")] = False,
    ) -> Response:
        begin = after(paging)
        rows = await read(store, lambda c: people.listed(c, after=begin, limit=paging.limit + 1, all_=former))
        return page(paging, await shown(rows, who, request.app.state.now()), lambda person: (int(person.number[2:]),))

    @router.get("/{person}", summary="One person", response_model=Person, **READS)
    async def somebody(request: Request, person: Ref, who: Reader) -> Response:
        def find(connection: Connection) -> tuple[RowMapping, int]:
            id_ = resolve.person(connection, person)
            row = people.by_id(connection, id_)
            if row is None:
                raise NotFound(f"there is no person {person!r}")
            return row, version(connection, f"person/{id_}")

        row, at = await read(store, find)
        return one((await shown([row], who, request.app.state.now()))[0], at)

    @router.post("/{person}/move", summary="Another function, team or manager", **command_route())
    async def move(person: Ref, body: MovingPerson, who: PeopleManager) -> Response:
        done = await okr.people.move(
            who.order(body), person=person, function=body.function, team=body.team, manager=body.manager
        )
        return receipt(done)

    @router.post("/{person}/rename", summary="Another name or e-mail", **command_route())
    async def rename(person: Ref, body: Renaming, who: PeopleManager) -> Response:
        done = await okr.people.rename(who.order(body), person=person, name=body.name, email=body.email)
        return receipt(done)

    @router.post("/{person}/leave", summary="Somebody leaves", **command_route())
    async def leave(person: Ref, who: PeopleManager) -> Response:
        return receipt(await okr.people.leave(who.order(), person=person))

    @router.post(
        "/{person}/forget", summary="Forget somebody, for good", **command_route() | {"response_model": Forgotten}
    )
    async def forget(person: Ref, who: Forgetter) -> Response:
        """Erases the key that opens the person's name, e-mail and own words; nothing brings it back."""
        done = await okr.people.forget(who.order(), person=person)
        said = Forgotten(**asdict(told(done)), not_taken_back=await okr.people.not_taken_back())
        return json_response(said, headers={"ETag": etag(done.outcome.version)})

    return router


def _person(row: RowMapping, name: str | None, email: str | None, away_until: date | None) -> Person:
    return Person(
        id=row["person"],
        number=f"P-{row['number']}",
        name=name,
        email=email,
        function=row["function"],
        team=row["team"],
        manager=row["manager"],
        joined=row["joined"],
        left=row["left"],
        away_until=away_until,
    )
