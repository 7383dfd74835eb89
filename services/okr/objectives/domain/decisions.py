"""What follows from a command to an objective.

An ended quarter changes no more: only its objectives' judgement may still be given, final values may come in for some
days, and an admin may put a wrong check-in right. An objective without a quarter (the undated backlog) is open until it
is closed.
"""

from __future__ import annotations

from typing import TypeVar, assert_never

from services.okr.kernel import measures, rules
from services.okr.objectives.domain import (
    alignment,
    carry_over,
    check_ins,
    goalposts,
    phasing,
    roll_up,
    scoring,
    sharing,
)
from services.okr.objectives.domain.commands import (
    Acknowledge,
    AddKeyResult,
    Close,
    Command,
    Correct,
    Draft,
    DropKeyResult,
    MakeCheckIn,
    NoteMissed,
    Publish,
    Remind,
    Retract,
    Revise,
)
from services.okr.objectives.domain.objective import Objective, Status
from services.okr.objectives.domain.openness import key_result_of, must_be_open, must_run
from services.okr.objectives.domain.phasing import SetPlan
from services.okr.objectives.domain.sizes import measures_of, must_have_sizes
from shared.events import (
    CheckInDue,
    CheckInMissed,
    Event,
    KeyResultAdded,
    KeyResultDropped,
    NotFound,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveRevised,
    WrongState,
)

T = TypeVar("T")


def decide(command: Command, objective: Objective) -> list[Event]:
    """The events that the command brings about; none where nothing changes."""
    match command:
        case Draft():
            return [_draft(command, objective)]
        case sharing.DraftPrivate():
            return sharing.decide(command, objective)
        case carry_over.DraftCarried():
            return carry_over.decide(command, objective)
        case _ if objective.status is Status.ABSENT:
            raise NotFound("there is no such objective; list the objectives to find the id")
        case MakeCheckIn() | Correct() | Retract() | Acknowledge():
            return check_ins.decide(command, objective)
        case scoring.Score() | scoring.ScoreUnjudged() | scoring.Reopen() | scoring.WritePostMortem():
            return scoring.decide(command, objective)
        case carry_over.CarryOver():
            return carry_over.decide(command, objective)
        case (
            goalposts.Retarget()
            | goalposts.Reweigh()
            | goalposts.ReassignKeyResult()
            | goalposts.ReviseKeyResult()
            | goalposts.ReassignObjective()
            | goalposts.MoveObjective()
            | goalposts.MoveAway()
            | goalposts.MoveHere()
        ):
            return goalposts.decide(command, objective)
        case alignment.Align() | alignment.Link() | alignment.Override() | alignment.Adopt():
            return alignment.decide(command, objective)
        case sharing.Share():
            return sharing.decide(command, objective)
        case Publish(period=period, measured=measured):
            must_be_open(objective, period)
            if objective.status is Status.PUBLISHED:
                return []
            if measured:
                _must_be_measured(objective)
            return [ObjectivePublished()]
        case Revise(period=period):
            must_be_open(objective, period)
            return _revise(command, objective)
        case Close(result=result):
            if objective.status is not Status.CLOSED:
                return [ObjectiveClosed(result=result)]
            if result != objective.result:
                raise WrongState("this objective has already been closed with another result, which stands")
            return []
        case AddKeyResult():
            return [_add(command, objective)]
        case DropKeyResult(key_result=id_, period=period):
            must_be_open(objective, period)
            return [] if key_result_of(objective, id_).dropped else [KeyResultDropped(key_result=id_)]
        case SetPlan():
            return phasing.decide(command, objective)
        case Remind():
            _owed(command, objective)
            return [CheckInDue(key_result=command.key_result, due=command.due, owner=command.owner)]
        case NoteMissed():
            _owed(command, objective)
            return [CheckInMissed(key_result=command.key_result, due=command.due, owner=command.owner)]
        case _:
            assert_never(command)


def _must_be_measured(objective: Objective) -> None:
    if objective.source == "key-results" and not measures_of(objective):
        raise WrongState(
            "this objective has no key result, so nobody could tell how far it comes; add one (tomoni keyresult add), "
            "or let it take its progress from what serves it (tomoni objective revise … --source children)"
        )


def _draft(command: Draft, objective: Objective) -> ObjectiveDrafted:
    if objective.status is not Status.ABSENT:
        raise WrongState("this objective is already written down; revise it instead")
    must_run(command.period)
    return ObjectiveDrafted(
        title=rules.title(command.title),
        quarter=command.quarter,
        team=rules.optional_label(command.team, "team"),
        owner=command.owner,
        commitment=command.commitment,
        source=command.source,
        contribution=command.contribution,
    )


def _revise(command: Revise, objective: Objective) -> list[Event]:
    changes = (
        objective.title if command.title is None else rules.title(command.title),
        _other(command.commitment, objective.commitment),
        _other(command.source, objective.source),
        _other(command.contribution, objective.contribution),
    )
    if changes == (objective.title, None, None, None):
        return []
    title, commitment, source, contribution = changes
    if contribution is not None:
        must_have_sizes(contribution, measures_of(objective))
    return [ObjectiveRevised(title=title, commitment=commitment, source=source, contribution=contribution)]


def _other(wanted: T | None, current: T) -> T | None:
    return None if wanted == current else wanted


def _add(command: AddKeyResult, objective: Objective) -> KeyResultAdded:
    must_be_open(objective, command.period)
    if command.key_result in objective.key_results:
        raise WrongState("this key result is already there; add another one under a new id")
    must_have_sizes(objective.contribution, [*measures_of(objective), command.measure])
    weight = rules.weight(command.weight)
    roll_up.fitting([weight, *(each.weight for each in objective.key_results.values() if each.counts)])
    return KeyResultAdded(
        key_result=command.key_result,
        title=rules.title(command.title),
        measure=measures.checked(command.measure, sealed=objective.readers is not None),
        owner=command.owner,
        weight=weight,
    )


def _owed(command: Remind | NoteMissed, objective: Objective) -> None:
    """Raise NotFound, WrongState where the key result takes no check-ins, so that none is owed."""
    key_result = key_result_of(objective, command.key_result)
    must_be_open(objective, command.period)
    if objective.status is Status.DRAFT:
        raise WrongState("this objective is still a draft; publish it before you check in")
    if not key_result.counts:
        raise WrongState("this key result has been dropped; check in on another one")
