"""What requests and answers about a group's meetings look like."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from services.pairing.groups.domain.group import SELDOM
from shared.http.bodies import Body, Whole
from shared.http.texts import whole


class CadenceBody(Body):
    """Meet every so many weeks from now on."""

    every_weeks: Annotated[Whole, whole(1, SELDOM)] = Field(description="1 to 8.")


class NoticeShape(BaseModel):
    """`due`: the group meets in `week`. `quiet`: it hasn't since `week`; how is it? `waits`: for the next draw.

    `unplaced`: the draw for the time `week` has no place for oneself; `not-drawn`, for admins: none could be drawn for
    it. `says` is what there is to do.
    """

    kind: str
    week: str | None
    told: datetime


class OwnNoticeShape(NoticeShape):
    """With the code of the group that was told, unless it was oneself."""

    group: str | None
    says: str | None


class NoticesShape(BaseModel):
    """The latest first."""

    items: list[NoticeShape]


class OwnNoticesShape(BaseModel):
    """The latest first."""

    items: list[OwnNoticeShape]


class BriefLine(BaseModel):
    """One thing to know of a member's own public key result: `what` is help, moved or stalled."""

    what: str
    person: str
    name: str
    key_result: str
    objective: str
    before: str | None
    now: str | None
    since: date
    asked: str | None
    sentence: str


class BriefShape(BaseModel):
    """What to take to a meeting. What the group then talks about is never asked for."""

    group: str
    week: str
    lines: list[BriefLine]
    openers: list[str]
