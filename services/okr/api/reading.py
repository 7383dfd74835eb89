"""What every query shares: parameters, pages and answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Path, Query
from pydantic import AfterValidator
from sqlalchemy import Connection
from starlette.responses import Response

from shared.http.openapi import problem_responses
from shared.http.paging import Key, Paging
from shared.http.preconditions import etag
from shared.http.responses import json_response
from shared.http.waiting import CaughtUp
from shared.projection import Store, version_in

T = TypeVar("T")


def _without_null(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text can't hold the null character")
    return text


Ref = Annotated[str, Path(min_length=1, max_length=120, description="The id, or the one that people type (KR-17).")]
"""Parameter type of an id in a path."""

Word = Annotated[str, Query(min_length=1, max_length=120), AfterValidator(_without_null)]
"""Parameter type of a filter."""

READS: dict[str, Any] = {"dependencies": [CaughtUp], "responses": problem_responses(401, 404, 503)}
"""The keywords of a query's route."""


async def read(store: Store, question: Callable[[Connection], T]) -> T:
    """The store's answer, for an endpoint that must open what is sealed and so can't be a plain one."""

    def ask() -> T:
        with store.read() as connection:
            return question(connection)

    return await asyncio.to_thread(ask)


def version(connection: Connection, aggregate: str) -> int:
    """The version of ``kind/id`` in the very state of the views that the answer shows."""
    return version_in(connection, aggregate)


def one(shown: object, version: int) -> Response:
    """The answer that shows one thing."""
    return json_response(shown, headers={"ETag": etag(version)})


def page(paging: Paging, rows: Sequence[T], key: Callable[[T], Key]) -> Response:
    """The answer that shows a part of a list; `rows` has one more than asked for, where there are more."""
    part = paging.page(rows, key)
    return json_response({"items": part.items, "next": part.next})


def after(paging: Paging) -> int:
    """The number after which the page begins. Raises Problem 400 for a cursor of another list."""
    key = paging.key(int)
    return int(key[0]) if key else 0
