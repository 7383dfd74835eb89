"""Buddy groups over HTTP: who is with whom, and that they met."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.pairing import typed_ids as resolve
from services.pairing.groups.views import groups, meetings
from services.pairing.http.requests import Reader, Reporter, Service
from services.pairing.http.shapes import GroupShape, GroupWithWeeks, MeetingBody
from services.pairing.http.texts import Asked
from services.pairing.period_labels import label_meant
from services.pairing.service import Pairing
from shared.command.receipts import command_route, receipt
from shared.events import NotFound
from shared.http.bodies import Id
from shared.http.openapi import problem_responses
from shared.http.paging import Page, PagingQuery
from shared.http.preconditions import etag
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp
from shared.identity.tokens import Identity
from shared.projection import Row, version_in

router = APIRouter(route_class=LeanRoute, tags=["groups"])


@router.get(
    "/groups",
    response_model=Page[GroupShape],
    summary="Groups with their members",
    dependencies=[CaughtUp],
    responses=problem_responses(404),
)
async def list_groups(
    paging: PagingQuery,
    who: Reader,
    service: Service,
    current: Annotated[bool | None, Query(description="Only those that exist (true) or are over (false).")] = None,
    label: Annotated[Asked | None, Query(description="Only those of this time: 2026-Q4.")] = None,
) -> Response:
    """In the order in which they were formed."""
    after = paging.key(int)

    def read() -> list[Row]:
        with service.runtime.store.read() as connection:
            number = int(after[0]) if after else 0
            limit = paging.limit + 1
            meant = None if label is None else label_meant(connection, label)
            rows = groups.chosen(connection, label=meant, current=current, after=number, limit=limit)
            return groups.with_people(connection, rows)

    page = paging.page(await asyncio.to_thread(read), lambda row: (row["number"],))
    return json_response({"items": await _shown(page.items, who, service), "next": page.next})


@router.get(
    "/groups/{group}",
    response_model=GroupWithWeeks,
    summary="One group",
    dependencies=[CaughtUp],
    responses=problem_responses(404),
)
async def one_group(group: Id, who: Reader, service: Service) -> Response:
    """By id or by what people type, such as ``G-3``."""

    def read() -> tuple[Row, int, list[str]]:
        with service.runtime.store.read() as connection:
            name = resolve.group_id(connection, group)
            row = groups.find(connection, name) if name is not None else None
            if row is None:
                raise NotFound(f"there is no group {group}")
            ident = row["group"]
            (seen,) = groups.with_people(connection, [row])
            return seen, version_in(connection, f"group/{ident}"), meetings.weeks_of(connection, ident)

    row, version, weeks = await asyncio.to_thread(read)
    (shown,) = await _shown([row], who, service)
    if not _within(who, row):
        # Each meeting is a version more.
        return json_response(shown | {"version": None, "weeks": None})
    return json_response(shown | {"version": version, "weeks": weeks}, headers={"ETag": etag(version)})


@router.post("/groups/{group}/meetings", summary="The group met", **command_route())
async def report(group: Id, body: MeetingBody, who: Reporter, service: Service) -> Response:
    """By a member, once per group and week; a second report agrees. Nobody learns who reported or who was there."""
    name = await asyncio.to_thread(_resolved, service, group)
    given = who.order(body, veiled=True)
    return receipt(await service.meetings.report(name, who.subject, given, week=body.week, held_on=body.held_on))


def _resolved(service: Pairing, typed: str) -> str:
    with service.runtime.store.read() as connection:
        return resolve.group_id(connection, typed) or typed


def _within(who: Identity, row: Row) -> bool:
    return who.is_admin or any(member["person"] == who.subject for member in row["members"])


async def _shown(rows: Sequence[Row], who: Identity, service: Pairing) -> list[dict[str, Any]]:
    people = [member for row in rows for member in row["members"]]
    names = await service.runtime.sealer.open_all([member["name"] for member in people])
    for member, name in zip(people, names, strict=True):
        member["name"] = name
    return [_group(row, _within(who, row)) for row in rows]


def _group(row: Row, within: bool) -> dict[str, Any]:
    kept = ("label", "rotation", "members", "formed", "formed_on", "dissolved_on")
    return (
        {"id": row["group"], "code": resolve.group_code(row["number"])}
        | {name: row[name] for name in kept}
        | {
            "current": row["dissolved"] is None,
            "meetings": row["meetings"] if within else None,
            "last_week": row["last_week"] if within else None,
            "every_weeks": row["every_weeks"] if within else None,
        }
    )
