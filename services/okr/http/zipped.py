"""How a figure's zip is answered."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from services.okr.http.reading import READS

_ZIP = "application/zip"

PROVED: dict[str, Any] = READS | {
    "response_class": Response,
    "responses": READS["responses"] | {200: {"content": {_ZIP: {}}, "description": "The zip."}},
}
"""The keywords of a route that answers with a figure's zip."""


def zipped(number: str, content: bytes) -> Response:
    """The zip of the figure that is called so, to be kept under that name."""
    named = {"Content-Disposition": f'attachment; filename="{number}.zip"', "Cache-Control": "no-store"}
    return Response(content, 200, named, media_type=_ZIP)
