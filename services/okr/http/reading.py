"""What every query shares: parameters, pages and answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection
from starlette.responses import Response

from shared.http.openapi import problem_responses
from shared.http.paging import Key, Paging
from shared.http.preconditions import etag
from shared.http.responses import json_response
from shared.http.waiting import CaughtUp
from shared.projection import Store, version_in

T = TypeVar("T")


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
