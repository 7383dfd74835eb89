"""Problem documents (RFC 9457): every refusal of the API in one shape, ``application/problem+json``."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.bodies import INEXACT
from shared.http.responses import json_response, printable

PROBLEM_JSON = "application/problem+json"

ErrorMap = Mapping[type[Exception], tuple[int, str] | tuple[int, str, tuple[str, ...]]]
"""Domain errors as problems: class -> (status, slug) or (status, slug, attributes that become members)."""

_log = logging.getLogger("tomoni.http")


def problem_type(slug: str) -> str:
    """The URI that names a kind of problem."""
    return f"urn:tomoni:problem:{slug}"


class Problem(Exception):
    """A refusal to tell the client: `detail` is one sentence to a person, `members` are extra facts for a program."""

    def __init__(
        self,
        status: int,
        slug: str,
        detail: str,
        *,
        title: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.slug = slug
        self.detail = detail
        self.title = title or slug.replace("-", " ").capitalize()
        self.headers = headers
        self.members = members

    def response(self, instance: str) -> Response:
        """The answer that tells it; `instance` is the path that was asked for."""
        return json_response(self.document(instance), self.status, self.headers, media_type=PROBLEM_JSON)

    def document(self, instance: str) -> dict[str, Any]:
        """The problem document by itself, as part of an answer about several things."""
        return {
            "type": problem_type(self.slug),
            "title": self.title,
            "status": self.status,
            "detail": printable(self.detail),
            "instance": printable(instance),
            **self.members,
        }


class UnexpectedErrors:
    """The outermost middleware: an error that nobody foresaw is logged once and told without its insides (500)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 500 if it fails before its answer has begun."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            _log.exception("%s %s failed unexpectedly", scope["method"], scope["path"])
            if begun:
                # The answer can't be taken back; the server closes the connection, so the client sees it cut off.
                raise
            problem = Problem(500, "internal-error", "Something went wrong here; the details are in the service's log.")
            await problem.response(scope["path"])(scope, receive, send)


def register_problems(app: FastAPI) -> None:
    """Make the application answer every error as a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_middleware(UnexpectedErrors)


def map_errors(app: FastAPI, errors: ErrorMap) -> None:
    """Answer these errors (and their subclasses, unless mapped themselves) as problems; the text is the detail."""
    for error_class, (status, slug, *attributes) in errors.items():
        app.add_exception_handler(error_class, _Mapped(status, slug, attributes[0] if attributes else ()).handle)


def told_error(error: Exception, errors: ErrorMap) -> Problem:
    """The problem that an error is told as; KeyError for one that isn't in the map, nor any class of its."""
    for kind in type(error).__mro__:
        if kind in errors:
            status, slug, *attributes = errors[kind]
            return _problem(error, status, slug, attributes[0] if attributes else ())
    raise KeyError(type(error).__name__)


def _problem(error: Exception, status: int, slug: str, attributes: Sequence[str]) -> Problem:
    members: dict[str, Any] = {name: getattr(error, name, None) for name in attributes}
    headers = {"Retry-After": "2"} if status == 503 else None
    return Problem(status, slug, str(error), headers=headers, **members)


class _Mapped:
    def __init__(self, status: int, slug: str, attributes: Sequence[str]) -> None:
        self._status = status
        self._slug = slug
        self._attributes = attributes

    async def handle(self, request: Request, error: Exception) -> Response:
        if self._status >= 500:
            _log.warning("%s %s answered %d: %s", request.method, request.url.path, self._status, error)
        return _problem(error, self._status, self._slug, self._attributes).response(request.url.path)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response(request.url.path)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.BAD_REQUEST and isinstance(error.__cause__, ValueError | RecursionError):
        # FastAPI's word for a body that isn't UTF-8, or nested or numbered beyond reason.
        return _invalid_json("The body isn't valid JSON in UTF-8.").response(request.url.path)
    slug = status.phrase.lower().replace(" ", "-").replace("'", "")
    detail = {
        404: "There is nothing at this address.",
        405: f"{request.method} is not possible here.",
    }.get(status, f"{error.detail}".rstrip(".") + ".")
    headers = error.headers
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(_methods(request))}
    return Problem(status, slug, detail, headers=headers).response(request.url.path)


def _methods(request: Request) -> list[str]:
    """All methods that are possible at this address: each is a route of its own."""
    found: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.methods and route.path_regex.match(request.scope["path"]):
            found |= route.methods
    return sorted(found)


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = _without_consequences(error.errors())
    for each in errors:
        if each["type"] == "json_invalid":
            reason, place = each.get("ctx", {}).get("error", "not JSON"), each["loc"][-1]
            return _invalid_json(f"The body isn't valid JSON at character {place}: {reason}.").response(
                request.url.path
            )
    in_body = any(each["loc"][:1] == ("body",) for each in errors)
    told = [{"in": str(each["loc"][0]), "field": _field(each["loc"]), "detail": _sentence(each)} for each in errors]
    first = told[0]
    keeps_to_the_page: dict[str, Any] = {} if any(each["type"] != INEXACT for each in errors) else {"well_formed": True}
    problem = Problem(
        422,
        "invalid-body" if in_body else "invalid-parameter",
        f"{first['field'] or first['in']}: {first['detail']}"
        + (f" ({len(told) - 1} more in errors)" if len(told) > 1 else ""),
        errors=told,
        **keeps_to_the_page,
    )
    return problem.response(request.url.path)


def _without_consequences(errors: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The errors without those that a list is too short which holds wrong items: pydantic counts the right ones."""
    within = {each["loc"][:length] for each in errors for length in range(len(each["loc"]))}
    return [each for each in errors if each["type"] != "too_short" or each["loc"] not in within]


def _invalid_json(detail: str) -> Problem:
    return Problem(400, "invalid-json", detail)


def _field(location: Sequence[str | int]) -> str:
    """Where in the body or query: ``key_results[0].target``."""
    path = ""
    for part in location[1:]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return printable(path)


def _sentence(error: Mapping[str, Any]) -> str:
    match error["type"]:
        case "extra_forbidden":
            return "this field is not known here; leave it out."
        case "missing":
            return "this is required."
        case "union_tag_invalid":
            told = error["ctx"]
            return (
                printable(
                    f"there is no {told['discriminator'].strip(chr(39))} {str(told['tag'])[:60]!r}; "
                    f"give one of {told['expected_tags'].replace(chr(39), '')}"
                )
                + "."
            )
        case "union_tag_not_found":
            return f"say its {error['ctx']['discriminator'].strip(chr(39))}."
        case _:
            text = str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ").rstrip(".")
            return printable(text[:1].lower() + text[1:]) + "."
