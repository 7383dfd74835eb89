"""What requests and answers look like."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from shared.http.bodies import Body, Whole

Text = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class DraftBody(Body):
    """Draw groups for the time after a quarter."""

    after: Text = Field(description="The quarter's label or id.")


class MeetingBody(Body):
    """The group met: in an ISO week, or on a day of it."""

    week: Text | None = Field(None, description="An ISO week such as 2026-W28.")
    held_on: date | None = Field(None, description="A day of that week.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.week is None) == (self.held_on is None):
            raise ValueError("say when the group met: either `week` or `held_on`")
        return self


class ProgrammeBody(Body):
    """How groups are made from the next draw on."""

    name: Text
    functions: list[Text] = Field(min_length=1, max_length=20)
    group_size: Whole = 3
    approval: Literal["automatic", "organiser"]


class PauseBody(Body):
    """Be left out of draws. Why is never asked."""

    until: date | None = Field(None, description="The day from which on the person takes part again.")


class PauseShape(BaseModel):
    """Whether somebody is paused, for himself and for admins only."""

    paused: bool
    until: date | None


class Done(BaseModel):
    """What a command led to; pass `wait_for` to a query to see it there."""

    id: str
    version: int
    wait_for: str
    changed: bool


class DraftedAnswer(Done):
    """The rotation that a draw led to."""

    stage: str


class MemberShape(BaseModel):
    """Somebody in a group."""

    person: str
    name: str | None
    function: str | None


class PlannedShape(BaseModel):
    """A group that a draft proposes."""

    group: str
    members: list[MemberShape]


class RotationShape(BaseModel):
    """A draw; `code` is what people type."""

    id: str
    code: str
    label: str
    stage: str
    after_quarter: str
    groups: int
    repeats: int
    unplaced: list[str]
    drafted: datetime
    confirmed: datetime | None


class RotationWithGroups(RotationShape):
    """A draw with the groups that it proposes."""

    version: int
    proposed: list[PlannedShape]


class GroupShape(BaseModel):
    """A buddy group. How often it met and wants to meet is told to its members and to admins only, else null."""

    id: str
    code: str
    label: str
    rotation: str
    members: list[MemberShape]
    formed: datetime
    formed_on: date | None
    dissolved_on: date | None
    current: bool
    meetings: int | None
    last_week: str | None
    every_weeks: int | None


class GroupWithWeeks(GroupShape):
    """A buddy group with the weeks in which it met, for its members and for admins."""

    version: int
    weeks: list[str] | None


class PersonShape(BaseModel):
    """Somebody in the pool; `takes_part` tells whether his function meets others."""

    person: str
    name: str | None
    function: str
    team: str | None
    takes_part: bool


class ProgrammeShape(BaseModel):
    """How groups are made; `version` is 0 where nobody has configured it."""

    id: str
    version: int
    name: str
    functions: list[str]
    group_size: int
    approval: str
