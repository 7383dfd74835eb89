"""What follows from a command to an objective.

An ended quarter changes no more: only its objectives' judgement may still be given, final values may come in for some
days, and an admin may put a wrong check-in right. An objective without a quarter (the undated
backlog) is open until it is closed.
"""

from __future__ import annotations

from typing import TypeVar, assert_never

from services.okr.domain import carry_over, goalposts, measures, rules, scoring
from services.okr.domain.arithmetic import Said
from services.okr.domain.objective import CheckIn, KeyResult, Objective, Status
from services.okr.domain.objective_commands import (
    AddKeyResult,
    Close,
    Command,
    Correct,
    Draft,
    DropKeyResult,
    MakeCheckIn,
    Publish,
    Retract,
    Revise,
)
from services.okr.domain.period import Period
from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    Event,
    Forbidden,
    Invalid,
    KeyResultAdded,
    KeyResultDropped,
    NotFound,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveRevised,
    ProgressUpdated,
    WrongState,
)

T = TypeVar("T")


def decide(command: Command, objective: Objective) -> list[Event]:
    """The events that the command brings about; none where nothing changes."""
    if isinstance(command, Draft):
        return [_draft(command, objective)]
    if isinstance(command, carry_over.DraftCarried):
        return carry_over.drafted(command, objective)
    if objective.status is Status.ABSENT:
        raise NotFound("there is no such objective; list the objectives to find the id")
    match command:
        case MakeCheckIn():
            return [_check_in(command, objective)]
        case scoring.Score() | scoring.ScoreUnjudged() | scoring.Reopen() | scoring.WritePostMortem():
            return scoring.decide(command, objective)
        case carry_over.CarryOver():
            return carry_over.decide(command, objective)
        case (
            goalposts.Retarget(period=period)
            | goalposts.Reweigh(period=period)
            | goalposts.ReassignKeyResult(period=period)
            | goalposts.ReviseKeyResult(period=period)
            | goalposts.ReassignObjective(period=period)
            | goalposts.MoveAway(period=period)
            | goalposts.MoveHere(period=period)
        ):
            _open(objective, period)
            return goalposts.moved(command, objective)
        case Publish(period=period):
            _open(objective, period)
            return [] if objective.status is Status.PUBLISHED else [ObjectivePublished()]
        case Revise(period=period):
            _open(objective, period)
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
            _open(objective, period)
            return [] if _key_result(objective, id_).dropped else [KeyResultDropped(key_result=id_)]
        case Correct():
            return _correct(command, objective)
        case Retract():
            said = _own_check_in(command, objective)
            if said.retracted:
                return []
            return [CheckInRetracted(check_in=command.check_in, key_result=said.key_result, reason=command.reason)]
        case _:
            assert_never(command)


def _draft(command: Draft, objective: Objective) -> ObjectiveDrafted:
    if objective.status is not Status.ABSENT:
        raise WrongState("this objective is already written down; revise it instead")
    _running(command.period)
    return ObjectiveDrafted(
        title=rules.title(command.title),
        quarter=command.quarter,
        team=rules.optional_name(command.team, "team"),
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
    return [ObjectiveRevised(title=title, commitment=commitment, source=source, contribution=contribution)]


def _other(wanted: T | None, current: T) -> T | None:
    return None if wanted == current else wanted


def _add(command: AddKeyResult, objective: Objective) -> KeyResultAdded:
    _open(objective, command.period)
    if command.key_result in objective.key_results:
        raise WrongState("this key result is already there; add another one under a new id")
    return KeyResultAdded(
        key_result=command.key_result,
        title=rules.title(command.title),
        measure=measures.checked(command.measure),
        owner=command.owner,
        weight=rules.weight(command.weight),
    )


def _check_in(command: MakeCheckIn, objective: Objective) -> ProgressUpdated:
    key_result = _key_result(objective, command.key_result)
    _takes_check_ins(command, objective)
    if objective.status is Status.DRAFT:
        raise WrongState("this objective is still a draft; publish it before you check in")
    if key_result.dropped:
        raise WrongState("this key result has been dropped; check in on another one")
    if key_result.moved_to is not None:
        raise WrongState("this key result measures another objective by now; try again in a moment")
    if command.effective > command.now:
        raise Invalid(f"the check-in is dated {command.effective.isoformat()}, in the future; date it now or earlier")
    said = measures.figure(key_result.measure, Said(command.value, reached=command.reached), command.zone)
    return ProgressUpdated(
        check_in=command.check_in,
        key_result=command.key_result,
        value=said.value,
        zone=said.zone,
        reached=said.reached,
        confidence=rules.confidence(command.confidence),
        comment=command.comment,
        blocker=command.blocker,
        next_step=command.next_step,
        help_wanted=command.help_wanted,
    )


def _correct(command: Correct, objective: Objective) -> list[Event]:
    known = _own_check_in(command, objective)
    if known.retracted:
        raise WrongState("this check-in has been retracted; make a new one instead")
    given = Said(command.value, reached=command.reached)
    if command.zone is None and command.confidence is None and given == Said():
        raise Invalid("the correction says nothing; give the value, the zone or the confidence as it should have been")
    said = known.said
    if command.zone is not None or given != Said():
        said = measures.figure(_key_result(objective, known.key_result).measure, given, command.zone)
    sure = rules.confidence(command.confidence)
    confidence = known.confidence if sure is None else sure
    if (said, confidence) == (known.said, known.confidence):
        return []
    return [
        CheckInCorrected(
            check_in=command.check_in,
            key_result=known.key_result,
            value=said.value,
            zone=said.zone,
            reached=said.reached,
            confidence=confidence,
            reason=command.reason,
        )
    ]


def _own_check_in(command: Correct | Retract, objective: Objective) -> CheckIn:
    said = objective.check_ins.get(command.check_in)
    if said is None:
        raise NotFound("there is no such check-in; list the key result's check-ins to find the id")
    if command.by != command.author and not command.by_admin:
        raise Forbidden("only whoever made this check-in, or an admin, may change it; ask one of them")
    if command.period is not None and command.period.ended and not command.by_admin:
        raise WrongState(f"{command.period.label} has ended; ask an admin to put the check-in right")
    return said


def _key_result(objective: Objective, id_: str) -> KeyResult:
    try:
        return objective.key_results[id_]
    except KeyError:
        raise NotFound("the objective has no such key result; show the objective to find the id") from None


def _open(objective: Objective, period: Period | None) -> None:
    if objective.status is Status.CLOSED:
        raise WrongState("this objective has been closed and changes no more; draft a new one")
    _running(period)


def _takes_check_ins(command: MakeCheckIn, objective: Objective) -> None:
    late = None if command.period is None else command.period.late
    if command.period is None or late is None or not command.period.takes_late_values(command.now):
        _open(objective, command.period)
        return
    _open(objective, None)
    if not late.begins <= command.effective < late.over:
        raise WrongState(
            f"{command.period.label} has ended; what comes late must be dated inside it ({late.days}): "
            f"date it before {late.over:%Y-%m-%d %H:%M %Z}, or use a quarter that still runs"
        )


def _running(period: Period | None) -> None:
    if period is not None and period.ended:
        raise WrongState(f"{period.label} has ended and changes no more; use a quarter that still runs")
