"""An objective, its key results and their check-ins: one aggregate, for they are decided together.

State and evolve; what can be asked of it stands in `commands`, what then happens in `decisions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from sys import intern
from typing import Literal, assert_never

from services.okr.kernel.arithmetic import Said
from shared.events import (
    CheckInAcknowledged,
    CheckInCorrected,
    CheckInRetracted,
    Commitment,
    Contribution,
    Event,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultMoved,
    KeyResultPhased,
    KeyResultReassigned,
    KeyResultRetargeted,
    KeyResultRevised,
    KeyResultReweighted,
    Measure,
    ObjectiveAligned,
    ObjectiveCarriedOver,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectiveMoved,
    ObjectivePublished,
    ObjectiveReassigned,
    ObjectiveReopened,
    ObjectiveRevised,
    ObjectiveScored,
    ObjectiveShared,
    OverrideCleared,
    PlannedPoint,
    PostMortemWritten,
    ProgressOverridden,
    ProgressSource,
    ProgressUpdated,
)

Result = Literal["successful", "notsuccessful"]

CheckInEvent = CheckInCorrected | CheckInRetracted | CheckInAcknowledged
"""What changes a check-in."""

KeyResultEvent = (
    KeyResultDropped
    | KeyResultRevised
    | KeyResultRetargeted
    | KeyResultReweighted
    | KeyResultReassigned
    | KeyResultLinked
    | KeyResultPhased
    | ProgressOverridden
    | OverrideCleared
    | KeyResultMoved
)
"""What changes a key result."""


class Status(StrEnum):
    """How far an objective has come."""

    ABSENT = "absent"
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class KeyResult:
    """How it is measured, what it counts by, and whether it still does.

    `moved_to` is the objective that it measures now, `original` the measure that it was added with. `sources` are the
    key results whose values it sums up; `overridden` is the progress that somebody set by hand.
    """

    title: str
    measure: Measure
    owner: str | None = None
    weight: Decimal | None = None
    original: Measure | None = None
    sources: tuple[str, ...] = ()
    phases: tuple[PlannedPoint, ...] = ()
    overridden: Decimal | None = None
    dropped: bool = False
    moved_to: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it still measures this objective."""
        return not self.dropped and self.moved_to is None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a check-in says by now, corrections included."""

    key_result: str
    said: Said
    confidence: int | None
    retracted: bool = False
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """What the objective came to; `automatic` where nobody judged."""

    score: Decimal | None
    proposed: Decimal | None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Objective:
    """What the objective's events so far add up to, as far as decisions need it.

    `published` stays true after it was closed; reopening it takes its score back. `readers` are all who may see a
    private one; None where it is public.
    """

    status: Status = Status.ABSENT
    published: bool = False
    title: str = ""
    quarter: str | None = None
    owner: str | None = None
    team: str | None = None
    commitment: Commitment = "aspirational"
    source: ProgressSource = "key-results"
    contribution: Contribution = "weight"
    parent_objective: str | None = None
    parent_key_result: str | None = None
    result: Result | None = None
    score: Score | None = None
    post_mortem: bool = False
    carried_from: str | None = None
    carried_over: ObjectiveCarriedOver | None = None
    readers: frozenset[str] | None = None
    key_results: Mapping[str, KeyResult] = field(default_factory=dict)
    check_ins: Mapping[str, CheckIn] = field(default_factory=dict)

    @property
    def carried_into(self) -> str | None:
        """The objective that this one goes on as."""
        return None if self.carried_over is None else self.carried_over.into


def evolve(objective: Objective, event: Event) -> Objective:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case ProgressUpdated():
            # One text for all of a key result's check-ins, of which a cache holds thousands.
            said = CheckIn(intern(event.key_result), Said(event.value, event.zone, event.reached), event.confidence)
            return replace(objective, check_ins={**objective.check_ins, event.check_in: said})
        case CheckInCorrected() | CheckInRetracted() | CheckInAcknowledged():
            return _check_in_changed(objective, event)
        case (
            KeyResultDropped()
            | KeyResultRevised()
            | KeyResultRetargeted()
            | KeyResultReweighted()
            | KeyResultReassigned()
            | KeyResultLinked()
            | KeyResultPhased()
            | ProgressOverridden()
            | OverrideCleared()
            | KeyResultMoved()
        ):
            return _key_result_changed(objective, event)
        case _:
            return _objective_changed(objective, event)


def _objective_changed(objective: Objective, event: Event) -> Objective:
    match event:
        case ObjectiveDrafted():
            return replace(
                objective,
                status=Status.DRAFT,
                title=event.title,
                quarter=event.quarter,
                owner=event.owner,
                team=event.team,
                commitment=event.commitment,
                source=event.source,
                contribution=event.contribution,
                carried_from=event.carried_from,
            )
        case ObjectivePublished():
            return replace(objective, status=Status.PUBLISHED, published=True)
        case ObjectiveRevised(title=title):
            return replace(
                objective,
                title=title,
                commitment=event.commitment or objective.commitment,
                source=event.source or objective.source,
                contribution=event.contribution or objective.contribution,
            )
        case ObjectiveReassigned(owner=owner, team=team):
            readers = objective.readers
            if readers is not None and owner is not None:
                readers |= {owner}
            return replace(objective, owner=owner, team=team, readers=readers)
        case ObjectiveMoved(quarter=quarter):
            return replace(objective, quarter=quarter)
        case ObjectiveShared(people=people):
            return replace(objective, readers=frozenset(people))
        case ObjectiveAligned(objective=parent, key_result=measured):
            return replace(objective, parent_objective=parent, parent_key_result=measured)
        case ObjectiveScored(score=score, proposed=proposed, automatic=automatic):
            return replace(objective, score=Score(score, proposed, automatic))
        case PostMortemWritten():
            return replace(objective, post_mortem=True)
        case ObjectiveClosed(result=result):
            return replace(objective, status=Status.CLOSED, result=result)
        case ObjectiveReopened():
            return replace(objective, status=Status.PUBLISHED, result=None, score=None)
        case ObjectiveCarriedOver():
            return replace(objective, carried_over=event)
        case KeyResultAdded(key_result=id_, measure=measure):
            added = KeyResult(event.title, measure, event.owner, event.weight, original=measure)
            return replace(objective, key_results={**objective.key_results, id_: added})
        case _:
            return objective


def _key_result_changed(objective: Objective, event: KeyResultEvent) -> Objective:
    known = objective.key_results.get(event.key_result)
    if known is None:
        return objective
    return replace(objective, key_results={**objective.key_results, event.key_result: _changed(known, event)})


def _changed(key_result: KeyResult, event: KeyResultEvent) -> KeyResult:
    match event:
        case KeyResultRevised(title=title):
            return replace(key_result, title=title)
        case KeyResultRetargeted(measure=measure):
            return replace(key_result, measure=measure)
        case KeyResultReweighted(weight=weight):
            return replace(key_result, weight=weight)
        case KeyResultReassigned(owner=owner):
            return replace(key_result, owner=owner)
        case KeyResultLinked(sources=sources):
            return replace(key_result, sources=sources)
        case KeyResultPhased(points=points):
            return replace(key_result, phases=points)
        case ProgressOverridden(progress=progress):
            return replace(key_result, overridden=progress)
        case OverrideCleared():
            return replace(key_result, overridden=None)
        case KeyResultMoved(objective=objective):
            return replace(key_result, moved_to=objective)
        case KeyResultDropped():
            return replace(key_result, dropped=True)
        case _:
            assert_never(event)


def _check_in_changed(objective: Objective, event: CheckInEvent) -> Objective:
    known = objective.check_ins.get(event.check_in)
    if known is None:
        return objective
    match event:
        case CheckInCorrected():
            said = Said(event.value, event.zone, event.reached)
            known = replace(known, said=said, confidence=event.confidence)
        case CheckInRetracted():
            known = replace(known, retracted=True)
        case CheckInAcknowledged():
            known = replace(known, acknowledged=True)
        case _:
            assert_never(event)
    return replace(objective, check_ins={**objective.check_ins, event.check_in: known})
