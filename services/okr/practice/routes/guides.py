"""``/guides``: six short guides, one for each measure; ``/guides/check-ins?lang=ja`` is a link to share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from services.okr.http.callers import Reader
from services.okr.http.texts import Ref
from services.okr.practice.guides import Guide, Language, guide, guides
from services.okr.service import Okr
from shared.events import PracticeMeasure
from shared.http.openapi import problem_responses
from shared.http.responses import JSON, json_response
from shared.http.routing import LeanRoute

Lang = Annotated[Language, Query(description="The language: en or ja.")]

_MARKDOWN = "text/markdown"
_PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class GuideTitle:
    """A guide of this version, by its title, and where it is read."""

    guide: str
    version: int
    measure: PracticeMeasure
    lang: Language
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class GuideText(GuideTitle):
    """The guide itself; `text` is Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Guides:
    """All guides, in the order of the measures."""

    items: tuple[GuideTitle, ...]


def guides_router(okr: Okr) -> APIRouter:
    """The guides: list, read."""
    router = APIRouter(route_class=LeanRoute, prefix="/guides", tags=["practice"])

    @router.get("", summary="All guides", response_model=Guides, responses=problem_responses(401))
    async def every(who: Reader, lang: Lang = "en") -> Response:
        found = guides(lang)
        return json_response(
            Guides(tuple(GuideTitle(one.guide, one.version, one.measure, lang, one.title, _href(one)) for one in found))
        )

    @router.get("/{name}", summary="One guide", response_model=GuideText, responses=problem_responses(401, 404))
    async def single(
        name: Ref, who: Reader, lang: Lang = "en", accept: Annotated[str, Header(include_in_schema=False)] = JSON
    ) -> Response:
        """By its id or its measure: JSON, or the text itself for who accepts Markdown, or reads in a browser."""
        found = guide(name, lang)
        headers = {"Content-Language": lang, "Vary": "Accept"}
        if (text := _text_type(accept)) is not None:
            return Response(found.text, headers=headers, media_type=text)
        shown = GuideText(found.guide, found.version, found.measure, lang, found.title, _href(found), found.text)
        return json_response(shown, headers=headers)

    return router


def _href(found: Guide) -> str:
    return f"/guides/{found.guide}?lang={found.lang}"


def _text_type(accept: str) -> str | None:
    """The kind of text that is wanted, which a browser shows as it is; None for JSON."""
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    if _MARKDOWN in wanted:
        return _MARKDOWN
    return _PLAIN if JSON not in wanted and any(part.startswith("text/") for part in wanted) else None
