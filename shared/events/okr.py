"""The events that the okr service publishes: people, quarters, objectives and their key results, check-ins.

Every event belongs to one aggregate, named by the envelope's `subject` (``person/<id>``, ``quarter/<id>``,
``objective/<id>``, ``cadence/<id>``); when it happened and who did it stand in the envelope too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from .base import Event
from .measures import Measure
from .values import Confidence, Sealed, Zone

__all__ = [
    "CadenceSet",
    "CheckInCorrected",
    "CheckInDue",
    "CheckInMissed",
    "CheckInRetracted",
    "Commitment",
    "Contribution",
    "KeyResultAdded",
    "KeyResultDropped",
    "ObjectiveClosed",
    "ObjectiveDrafted",
    "ObjectivePublished",
    "ObjectiveRevised",
    "PeriodKind",
    "PersonForgotten",
    "PersonJoined",
    "PersonLeft",
    "PersonMoved",
    "PersonRenamed",
    "ProgressSource",
    "ProgressUpdated",
    "QuarterEnded",
    "QuarterPlanned",
    "QuarterStarted",
]

Commitment = Literal["committed", "aspirational"]
"""Whether an objective must be reached in full, or is a stretch of which about 0.7 is fine (Google, re:Work)."""

ProgressSource = Literal["key-results", "children", "both"]
"""What an objective's progress is made of."""

Contribution = Literal["weight", "size"]
"""What a key result counts by in its objective: its weight, or the size of its way from baseline to target."""

PeriodKind = Literal["quarter", "transition", "month", "year"]
"""What a period is to the calendar."""


class PersonJoined(Event, frozen=True, kw_only=True):
    """Somebody belongs to the company from now on. `email_index` finds a person by e-mail without telling it."""

    name: Sealed
    function: str
    email: Sealed | None = None
    email_index: str | None = None
    team: str | None = None
    manager: str | None = None


class PersonMoved(Event, frozen=True, kw_only=True):
    """A person's function, team and manager from now on (all three, also those that stay)."""

    function: str
    team: str | None = None
    manager: str | None = None


class PersonRenamed(Event, frozen=True, kw_only=True):
    """A person's name or e-mail from now on; what is None stays."""

    name: Sealed | None = None
    email: Sealed | None = None
    email_index: str | None = None


class PersonLeft(Event, frozen=True, kw_only=True):
    """The person no longer belongs to the company."""


class PersonForgotten(Event, frozen=True, kw_only=True):
    """The person's key is erased: nothing that it sealed can be read any more, and no other key is ever made."""


class QuarterPlanned(Event, frozen=True, kw_only=True):
    """A period for objectives: `start` and `end` are its first and its last day.

    A quarter and a transition quarter (a shorter or longer one, where the calendar changes) follow each other; months
    and years lie beside them.
    """

    label: str
    start: date
    end: date
    kind: PeriodKind = "quarter"


class QuarterStarted(Event, frozen=True, kw_only=True):
    """The quarter runs: check-ins are taken."""


class QuarterEnded(Event, frozen=True, kw_only=True):
    """The quarter is over: its objectives take no more check-ins, and others may act (pairing draws new groups).

    `rules` names the rule book that its figures count by from now on; where none is named it is tomoni/1.
    """

    label: str
    start: date
    end: date
    kind: PeriodKind = "quarter"
    rules: str | None = None


class ObjectiveDrafted(Event, frozen=True, kw_only=True):
    """Somebody wrote an objective down. Without a quarter it lies in the undated backlog.

    `source` says what its progress is made of, `contribution` what its key results count by. `carried_from` is the
    objective of a former quarter that it goes on with. A private objective's title is sealed with its own key.
    """

    title: str
    quarter: str | None = None
    team: str | None = None
    owner: str | None = None
    commitment: Commitment = "aspirational"
    source: ProgressSource = "key-results"
    contribution: Contribution = "weight"
    carried_from: str | None = None


class ObjectivePublished(Event, frozen=True, kw_only=True):
    """The objective counts and everybody works by it."""


class ObjectiveRevised(Event, frozen=True, kw_only=True):
    """The objective's title from now on; what else is given changes too, what is None stays."""

    title: str
    commitment: Commitment | None = None
    source: ProgressSource | None = None
    contribution: Contribution | None = None


class ObjectiveClosed(Event, frozen=True, kw_only=True):
    """Nobody works on the objective any more; `result` is its owner's judgement, where one was given."""

    result: Literal["successful", "notsuccessful"] | None = None


class KeyResultAdded(Event, frozen=True, kw_only=True):
    """A measure of the objective.

    `weight` is its part of the objective in percent; None shares what the others leave. `carried_from` is the key
    result of a former quarter that it goes on with, `moved_from` the objective that it was taken from, ids as they are.
    """

    key_result: str
    title: str
    measure: Measure
    owner: str | None = None
    weight: Decimal | None = None
    carried_from: str | None = None
    moved_from: str | None = None


class KeyResultDropped(Event, frozen=True, kw_only=True):
    """The key result no longer counts; its check-ins stay in the log."""

    key_result: str


class ProgressUpdated(Event, frozen=True, kw_only=True):
    """A check-in: where the key result stands at the envelope's `time`, as its measure wants it.

    `comment` says what changed; `blocker`, `next_step` and `help_wanted` what stands in the way, what comes next, and
    what somebody else could do.
    """

    check_in: str
    key_result: str
    value: Decimal | None = None
    zone: Zone | None = None
    reached: tuple[str, ...] | None = None
    confidence: Confidence | None = None
    comment: Sealed | None = None
    blocker: Sealed | None = None
    next_step: Sealed | None = None
    help_wanted: Sealed | None = None


class CheckInCorrected(Event, frozen=True, kw_only=True):
    """What the check-in should have said. Takes effect when the check-in did: the envelope repeats its `time`."""

    check_in: str
    key_result: str
    value: Decimal | None = None
    zone: Zone | None = None
    reached: tuple[str, ...] | None = None
    confidence: Confidence | None = None
    reason: Sealed | None = None


class CheckInRetracted(Event, frozen=True, kw_only=True):
    """The check-in should never have been made. Takes effect when the check-in did."""

    check_in: str
    key_result: str
    reason: Sealed | None = None


class CheckInDue(Event, frozen=True, kw_only=True):
    """A reminder: a check-in on the key result is due by the end of the day `due`, and wasn't made yet."""

    key_result: str
    due: date
    owner: str | None = None


class CheckInMissed(Event, frozen=True, kw_only=True):
    """The check-in on the key result that was due on `due` wasn't made, not even within the days of grace."""

    key_result: str
    due: date
    owner: str | None = None


class CadenceSet(Event, frozen=True, kw_only=True):
    """How often the key results of a team, or of a person, are owed a check-in from now on.

    Due at the end of each `weekday` (1 is Monday), of each second one, or of each month's last one; missed when
    `grace_days` more have gone by. A person's cadence goes before his team's.
    """

    every: Literal["week", "two-weeks", "month", "never"]
    weekday: Annotated[int, Meta(ge=1, le=7)]
    grace_days: Annotated[int, Meta(ge=0, le=27)]
    team: str | None = None
    person: str | None = None
