"""``/notices``: what you want to be told; for admins, the channels through which notices leave, and what left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field, WithJsonSchema
from starlette.responses import Response

from services.okr.http.callers import NoticeManager, Practitioner, Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Label, Named, Ref
from services.okr.notices.channels import Described, Tested, described, tested
from services.okr.notices.domain.choices import KINDS, Choice
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Body, Whole
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.texts import items
from shared.outbox.channel import LONGEST_ADDRESS
from shared.outbox.channels import ChannelRow
from shared.outbox.tables import MessageState

_PROBLEMS = problem_responses(401, 403, 404, 409, 422, 503)


_MINUTE = {"type": "integer", "minimum": 0, "maximum": 1439}
_TWO_MINUTES = WithJsonSchema(
    {"anyOf": [{"type": "array", "items": _MINUTE, "minItems": 2, "maxItems": 2}, {"type": "null"}]}
)

Kind = Annotated[str, WithJsonSchema({"type": "string", "enum": list(KINDS)})]
ChannelName = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,49}$"})]
Address = Annotated[
    str, WithJsonSchema({"type": "string", "maxLength": LONGEST_ADDRESS, "pattern": "^https?://[!-~]+$"})
]
_FOUR, _TAIL = "[A-Za-z0-9+/]{4}", "[A-Za-z0-9+/]{2}=="
Secret = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^whsec_(({_FOUR}){{8,20}}({_TAIL}|[A-Za-z0-9+/]{{3}}=)?|({_FOUR}){{21}}({_TAIL})?)$",
            "description": "`whsec_` and the base64 of 24 to 64 bytes.",
        }
    ),
]
"""A webhook's secret, as Standard Webhooks have it."""


class ChoosingNotices(Body):
    """The whole choice: `muted` kinds never come, nothing comes in `quiet` minutes of the day, such as [1320, 480].

    Reminders come once a day at most, at minute `remind_at`. Minutes are those of `zone`, or else of the company's.
    """

    muted: tuple[Kind, ...] = ()
    quiet: Annotated[tuple[Whole, Whole] | None, _TWO_MINUTES] = None
    zone: Named | None = None
    remind_at: Whole = Field(540, json_schema_extra={"minimum": 0, "maximum": 1439})


class SettingUp(Body):
    """A channel. `address` is a webhook's or Slack's; `kinds`, left out, are those that suit the kind of channel.

    A webhook without a `secret` gets one, which the answer tells once.
    """

    name: ChannelName
    kind: Literal["webhook", "slack", "file"]
    address: Address | None = None
    secret: Secret | None = None
    kinds: Annotated[tuple[Kind, ...], items(1, len(KINDS))] | None = None
    team: Label | None = None
    lang: Literal["en", "ja"] = "en"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What you are told."""

    muted: tuple[str, ...]
    quiet: Annotated[tuple[int, int] | None, _TWO_MINUTES]
    zone: str | None
    remind_at: int


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message to a channel, and how far delivering it has come."""

    message: str
    channel: str
    kind: str
    notices: int
    created: datetime
    state: str
    attempts: int
    next_at: datetime
    error: str | None


@dataclass(frozen=True, slots=True)
class Retried:
    """How many messages are tried again."""

    messages: int


def notices_router(okr: Okr) -> APIRouter:
    """One's own choice; channels: list, set up, take away, try out; messages: list, send again."""
    router = APIRouter(route_class=LeanRoute, prefix="/notices", tags=["notices"])

    @router.get("/choice", summary="What you are told", response_model=Chosen, **READS)
    async def shows(who: Reader) -> Response:
        found = await okr.notices.chosen(who.subject)
        return json_response(Chosen(tuple(sorted(found.muted)), found.quiet, found.zone, found.remind_at))

    @router.put("/choice", summary="Choose what you are told, and when", **command_route())
    async def chooses(body: ChoosingNotices, who: Practitioner) -> Response:
        """Only for oneself, whatever the role."""
        choice = Choice(frozenset(body.muted), body.quiet, body.zone, body.remind_at)
        return receipt(await okr.notices.choose(who.order(body), choice=choice))

    @router.get("/channels", summary="The channels", response_model=list[ChannelRow], responses=_PROBLEMS)
    async def channels(who: NoticeManager) -> Response:
        return json_response(await asyncio.to_thread(okr.channels.every))

    @router.post(
        "/channels", summary="Set a channel up", response_model=Described, status_code=201, responses=_PROBLEMS
    )
    async def sets_up(request: Request, body: SettingUp, who: NoticeManager) -> Response:
        """Notices leave through it from the next one on. The secret is told here and never again."""
        said = {name: getattr(body, name) for name in ("secret", "kinds", "lang")}
        said["team"] = await okr.context.known_team(body.team)
        channel = described(body.name, body.kind, body.address, **said)
        added = await asyncio.to_thread(okr.channels.add, channel, request.app.state.now())
        return json_response(Described(added.name, added.kind, added.kinds, added.secret), 201)

    @router.delete("/channels/{name}", summary="Take a channel away", status_code=204, responses=_PROBLEMS)
    async def takes_away(name: Ref, who: NoticeManager) -> Response:
        await asyncio.to_thread(okr.channels.remove, name)
        return Response(status_code=204)

    @router.post("/channels/{name}/test", summary="Try a channel out", response_model=Tested, responses=_PROBLEMS)
    async def tries_out(request: Request, name: Ref, who: NoticeManager) -> Response:
        """One message of the kind `test`, now; the answer says what came of it."""
        return json_response(await tested(okr, name, request.app.state.now))

    @router.get("/messages", summary="What was sent", response_model=list[SentMessage], responses=_PROBLEMS)
    async def messages(
        who: NoticeManager, state: MessageState | None = None, limit: Annotated[int, Query(ge=1, le=1000)] = 50
    ) -> Response:
        """The latest first; `given up` are those that a command has sent again, or nothing."""
        rows = await asyncio.to_thread(okr.queue.listed, state, limit)
        names = ("message", "channel", "kind", "created", "state", "attempts", "next_at", "error")
        shown = [SentMessage(notices=len(row["notices"]), **{name: row[name] for name in names}) for row in rows]
        return json_response(shown)

    @router.post("/retry", summary="Send again what was given up", response_model=Retried, responses=_PROBLEMS)
    async def retries(request: Request, who: NoticeManager) -> Response:
        return json_response(Retried(await asyncio.to_thread(okr.queue.retry, request.app.state.now())))

    return router
