"""JSON answers by msgspec: quick, and exact where the standard library isn't (a Decimal stays what it is, as text)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

JSON = "application/json"

_encode = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical").encode


def json_response(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None, *, media_type: str = JSON
) -> Response:
    """`content` as JSON: msgspec Structs, dataclasses, dicts, datetimes (RFC 3339), Decimals (as strings)."""
    return Response(encoded(content), status, headers, media_type)


def encoded(content: object) -> bytes:
    """The same without a response around it."""
    return _encode(content)


def printable(text: str) -> str:
    """`text` with what UTF-8 can't carry (halves of surrogate pairs, which JSON lets in) replaced by `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")
