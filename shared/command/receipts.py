"""From what was done to an answer: one receipt for every command of both services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from shared.command.done import Done
from shared.eventlog import Outcome
from shared.http.openapi import COMMAND_PROBLEMS
from shared.http.preconditions import COMMAND_HEADERS, etag
from shared.http.responses import json_response


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command did. A query with `wait_for` in its address knows of it.

    `changed` is false where nothing was left to do; `repeated` tells that the same command had been done before.
    """

    id: str
    aggregate: str
    version: int
    wait_for: str
    changed: bool
    repeated: bool


def receipt(done: Done | Outcome, *, created: str | None = None) -> Response:
    """The answer to a command; `created` is the collection that the new thing is found in (201 with Location)."""
    told_of = told(done)
    headers = {"ETag": etag(told_of.version)}
    if created is not None:
        headers["Location"] = f"/{created}/{told_of.id}"
    return json_response(told_of, 200 if created is None else 201, headers)


def told(done: Done | Outcome) -> Receipt:
    """What a receipt says of what was done."""
    thing = done if isinstance(done, Done) else Done.of(done)
    outcome = thing.outcome
    return Receipt(
        id=thing.id,
        aggregate=outcome.aggregate,
        version=outcome.version,
        wait_for=f"{outcome.aggregate}@{outcome.version}",
        changed=bool(outcome.events),
        repeated=outcome.repeated,
    )


def command_route(*, created: bool = False) -> dict[str, Any]:
    """The keywords of a command's route: its answer, its headers and its refusals, for the API page."""
    return {
        "status_code": 201 if created else 200,
        "response_model": Receipt,
        "responses": COMMAND_PROBLEMS,
        "openapi_extra": COMMAND_HEADERS,
    }
