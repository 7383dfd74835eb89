"""What every service's OpenAPI document says of refusals: one Problem schema, named by each operation."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from shared.http.problems import PROBLEM_JSON

_MEANINGS = {
    400: "Something in the request can't be read.",
    401: "No token, or one that has expired or isn't genuine.",
    403: "The role isn't enough.",
    404: "There is no such thing.",
    409: "Somebody else was quicker; `version` is the current one.",
    413: "The body is too large.",
    415: "The body isn't JSON.",
    422: "The request was understood, but can't be carried out; `errors` names fields.",
    503: "The log can't be reached just now; try again.",
}

_PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "A refusal (RFC 9457). Further members depend on the type, such as `version` or `errors`.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "additionalProperties": True,
    "properties": {
        "type": {"type": "string", "examples": ["urn:tomoni:problem:invalid-body"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "version": {"type": "integer"},
        "well_formed": {
            "type": "boolean",
            "description": "All is as this page says, but doesn't fit together, or not what is there, or a number has "
            "more digits than JSON carries.",
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string"},
                    "field": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses=`` of a route: these statuses answered as problem documents."""
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": _MEANINGS.get(status, HTTPStatus(status).phrase), "content": content}
        for status in statuses
    }


COMMAND_PROBLEMS = problem_responses(400, 401, 403, 404, 409, 413, 415, 422, 503)
"""``responses=`` of a command's route."""


EVERYWHERE = problem_responses(400, 401, 403, 422)
"""What every operation that needs a token may answer; the application's own default."""


def describe_problems(app: FastAPI) -> None:
    """Put the Problem schema, to which `problem_responses` refers, into the application's OpenAPI document."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM_SCHEMA
            _spare_open_operations(document)
            _tell_of_waiting(document)
            _leave_null_out_of_queries(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


_NOT_YET: dict[str, Any] = {
    "description": "The store doesn't know yet what `wait_for` names; ask again in a moment.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def _tell_of_waiting(document: dict[str, Any]) -> None:
    """What can be told to wait may answer that it isn't there yet (202)."""
    for path in document["paths"].values():
        for operation in path.values():
            if any(each["name"] == "wait_for" for each in operation.get("parameters", ())):
                operation["responses"]["202"] = _NOT_YET


def _leave_null_out_of_queries(document: dict[str, Any]) -> None:
    """A query has no null: what may be left out is left out."""
    for path in document["paths"].values():
        for operation in path.values():
            for each in operation.get("parameters", ()):
                schema = each["schema"]
                kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
                if len(kinds) == 1:
                    schema.update(kinds[0] | schema)
                elif kinds:
                    schema["anyOf"] = kinds


def _spare_open_operations(document: dict[str, Any]) -> None:
    """What needs no token answers none of the refusals that `EVERYWHERE` gave it."""
    for path in document["paths"].values():
        for operation in path.values():
            if "security" not in operation:
                for status in EVERYWHERE:
                    operation["responses"].pop(str(status), None)
