"""What requests and answers look like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.pairing.http.texts import IsoWeek, Text
from services.pairing.members.domain import DAY
from services.pairing.programmes.domain import LARGEST, LONGEST, MOST_NEAR, SMALLEST, WISHES
from shared.command.receipts import Receipt
from shared.events import MismatchPolicy, Wish
from shared.http.bodies import Body, Whole
from shared.http.dates import GivenDay
from shared.http.texts import whole

Minute = Annotated[Whole, whole(0, DAY)]

Pins = Annotated[list[Annotated[list[Text], Field(min_length=2)]], Field(max_length=100)]
Forbids = Annotated[list[Annotated[list[Text], Field(min_length=2, max_length=2)]], Field(max_length=100)]


class DraftBody(Body):
    """Draw groups for the time after a quarter."""

    after: Text = Field(description="The quarter's label or id, or the ISO week where weeks count.")
    pins: Pins = Field([], description='Sets of people who are to be in one group: `[["P-1", "P-2"]]`.')
    forbids: Forbids = Field([], description='Pairs who are to be in none: `[["P-3", "P-4"]]`.')


class AgainBody(Body):
    """Draw a draft again: with what was asked of it before and this besides."""

    pins: Pins = Field([])
    forbids: Forbids = Field([])
    anew: bool = Field(False, description="Forget what was asked before.")


class MeetingBody(Body):
    """The group met: in an ISO week, or on a day of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": [one], "properties": {one: {"type": "string"}, other: {"type": "null"}}}
                for one, other in (("week", "held_on"), ("held_on", "week"))
            ]
        }
    )

    week: IsoWeek | None = Field(None, description="An ISO week such as 2026-W28.")
    held_on: GivenDay | None = Field(None, description="A day of that week.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.week is None) == (self.held_on is None):
            raise ValueError("say when the group met: either `week` or `held_on`")
        return self


class ProgrammeBody(Body):
    """How groups are made from the next draw on."""

    added: ClassVar[frozenset[str]] = frozenset({"near"})

    name: Text
    functions: list[Text] = Field(min_length=1, max_length=20)
    group_size: Annotated[Whole, whole(SMALLEST, LARGEST)] = 3
    approval: Literal["automatic", "organiser"]
    mismatch: MismatchPolicy = Field("cover", description="Where head counts differ: most contact, or pairs first.")
    every_weeks: Annotated[Whole, whole(1, LONGEST)] | None = Field(
        None, description="Rotate every so many weeks; null: with each quarter."
    )
    managers_apart: bool = True
    teams_apart: bool = False
    wishes: list[Wish] = Field(list(WISHES), max_length=10, description="The most important first.")
    near: Annotated[Whole, whole(0, MOST_NEAR)] = Field(
        0, description="So many groups may be mixed less well where that spares repeats."
    )


class PauseBody(Body):
    """Be left out of draws. Why is never asked."""

    until: GivenDay | None = Field(None, description="The day from which on the person takes part again.")


class PauseShape(BaseModel):
    """Whether somebody is paused, for himself alone."""

    paused: bool
    until: date | None


class ChoicesShape(BaseModel):
    """What somebody has chosen, for himself alone."""

    opted_out: bool
    hours: Annotated[list[int], Field(min_length=2, max_length=2)] | None
    office: str | None
    languages: list[str]


class WishesBody(Body):
    """What somebody would rather have; all of it is said anew."""

    hours: tuple[Minute, Minute] | None = Field(None, description="First and last minute of the working day, in UTC.")
    office: Text | None = None
    languages: list[Text] = Field([], max_length=10)


class ExclusionsShape(BaseModel):
    """Whom somebody has on his own list; asked of another by an admin, whom the organisers keep apart from him."""

    apart_from: list[str]


class PairsShape(BaseModel):
    """All pairs on the organisers' list, for admins only."""

    pairs: list[Annotated[list[str], Field(min_length=2, max_length=2)]]


@dataclass(frozen=True, slots=True)
class DraftedAnswer(Receipt):
    """The rotation that a draw led to."""

    stage: str


class MemberShape(BaseModel):
    """Somebody in a group."""

    person: str
    name: str | None
    function: str | None


class BondShape(BaseModel):
    """Two people, and when they were last together before; null where they never met."""

    one: str
    other: str
    last: str | None


class PlannedShape(BaseModel):
    """A group that a draft proposes, and why."""

    group: str
    members: list[MemberShape]
    why: str
    bonds: list[BondShape]
    lacking: list[str]
    doubled: list[str]
    same_function: bool


class BrokenShape(BaseModel):
    """Two who must not be in one group, and why."""

    one: str
    other: str
    why: str


class SwapShape(BaseModel):
    """What a swap would change: below 0 is better. `breaks` names pairs that would sit together and must not."""

    cost: int
    repeats: int
    breaks: list[BrokenShape]
    same_function: bool


class QuarterShape(BaseModel):
    """One simulated quarter; `least` is proved for all quarters so far, beside `repeats_so_far`."""

    number: int
    people: int
    replaced: int
    repeats: int
    repeats_so_far: int
    least: int
    random: int
    greedy: int
    shortest_gap: int | None


class SimulationShape(BaseModel):
    """What the next quarters would bring."""

    quarters: list[QuarterShape]
    repeats: int
    least: int


class RotationShape(BaseModel):
    """A draw; `code` is what people type.

    What is proved (`least_repeats`, `optimal`, `gap`) holds over all draws that the `rules` allow, or over those with
    groups of the same `kinds`: `proved_over`.
    """

    id: str
    code: str
    label: str
    stage: str
    after_quarter: str
    groups: int
    repeats: int
    least_repeats: int | None
    optimal: bool | None
    gap: int | None
    proved_over: str
    run: int
    unplaced: list[str]
    drafted: datetime
    confirmed: datetime | None


class RotationWithGroups(RotationShape):
    """A draw with the groups that it proposes.

    `newcomers` joined since and are in no group. For admins only, else null: `absent` counts those who are there but in
    no group of a draft, for whatever reason; `stale` tells of a draft that the pool has left behind; who is `pinned`,
    and how many pairs are `forbidden`.
    """

    version: int
    proposed: list[PlannedShape]
    says: str
    absent: int | None
    newcomers: list[str]
    stale: bool | None
    pinned: list[list[str]] | None
    forbidden: int | None


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
    """A buddy group with its version and the weeks in which it met, for its members and for admins; else null."""

    version: int | None
    weeks: list[str] | None


class PersonShape(BaseModel):
    """Somebody in the pool. `takes_part`: his function meets others; `new`: he joined after the last draw was made."""

    person: str
    name: str | None
    function: str
    team: str | None
    takes_part: bool
    new: bool


class ProgrammeShape(BaseModel):
    """How groups are made; `version` is 0 where nobody has configured it."""

    id: str
    version: int
    name: str
    functions: list[str]
    group_size: int
    approval: str
    mismatch: str
    every_weeks: int | None
    managers_apart: bool
    teams_apart: bool
    wishes: list[str]
    near: int
