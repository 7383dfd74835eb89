"""Lists in pages: a limit and an opaque cursor that holds the last row's key, so pages don't shift under writes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import msgspec
from fastapi import Depends, Query
from pydantic import BaseModel, Field

from shared.http.problems import Problem

T = TypeVar("T")
Row = TypeVar("Row")
Key = tuple[str | int, ...]

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200
_LONGEST_CURSOR = 1024
_CURSOR = re.compile("[A-Za-z0-9_-]+")


class Page(BaseModel, Generic[T]):
    """One page; `next`, where there is more, is the `after` of the following one."""

    items: list[T]
    next: str | None = Field(None, description="Pass as `after` to get the next page; null on the last one.")


def encode_cursor(key: Key) -> str:
    """The cursor that stands for a row's key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def decode_cursor(cursor: str, *kinds: type[str] | type[int]) -> Key:
    """The key in a cursor, whose parts are of these kinds. Raises Problem 400 for anything else."""
    try:
        if len(cursor) > _LONGEST_CURSOR:
            raise ValueError
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = msgspec.json.decode(raw, type=list[str | int])
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise _malformed() from None
    if len(key) != len(kinds) or not all(type(part) is kind for part, kind in zip(key, kinds, strict=True)):
        raise _malformed()
    if any("\0" in part if isinstance(part, str) else abs(part) >= 2**63 for part in key):
        raise _malformed()
    return tuple(key)


def _malformed() -> Problem:
    return Problem(400, "invalid-cursor", "The cursor in `after` is none that this list gave; begin without it.")


@dataclass(frozen=True, slots=True)
class Paging:
    """What part of a list is asked for."""

    limit: int
    after: str | None

    def key(self, *kinds: type[str] | type[int]) -> Key | None:
        """The key after which the page begins, None for the first page. Raises Problem 400."""
        return None if self.after is None else decode_cursor(self.after, *kinds)

    def page(self, rows: Sequence[Row], key: Callable[[Row], Key]) -> Page[Row]:
        """The page of `rows`; read `limit + 1` of them, so that it is known whether more follow."""
        shown = list(rows[: self.limit])
        return Page[Row].model_construct(
            items=shown, next=encode_cursor(key(shown[-1])) if len(rows) > self.limit else None
        )


async def _paging(
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Rows on a page.")] = DEFAULT_LIMIT,
    after: Annotated[
        str | None,
        Query(
            description="The `next` of the page before, as it was given.",
            json_schema_extra={"pattern": f"^{_CURSOR.pattern}$", "maxLength": _LONGEST_CURSOR},
        ),
    ] = None,
) -> Paging:
    # Before anything is waited for: what can't be a cursor never will be.
    if after is not None and (len(after) > _LONGEST_CURSOR or _CURSOR.fullmatch(after) is None):
        raise _malformed()
    return Paging(limit, after)


PagingQuery = Annotated[Paging, Depends(_paging)]
"""Parameter type of a list endpoint."""
