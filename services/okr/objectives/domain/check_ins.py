"""What follows from a command about a check-in: it is made, corrected, retracted, acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from services.okr.kernel import measures, rules
from services.okr.kernel.arithmetic import Said
from services.okr.kernel.back_dating import must_be_datable
from services.okr.objectives.domain.commands import Acknowledge, Correct, MakeCheckIn, Retract
from services.okr.objectives.domain.objective import CheckIn, Objective, Status
from services.okr.objectives.domain.openness import key_result_of, must_be_open
from shared.events import (
    CheckInAcknowledged,
    CheckInCorrected,
    CheckInRetracted,
    Event,
    Forbidden,
    NotFound,
    ProgressUpdated,
    Unfitting,
    WrongState,
)

_NAMED = 5
"""So many of those that feed a key result are named."""

CheckInCommand = MakeCheckIn | Correct | Retract | Acknowledge
"""What can be asked of check-ins."""


def decide(command: CheckInCommand, objective: Objective) -> list[Event]:
    """The events that the command brings about; none where nothing changes."""
    match command:
        case MakeCheckIn():
            return [_make(command, objective)]
        case Correct():
            return _correct(command, objective)
        case Retract():
            said = _changeable(command, objective)
            if said.retracted:
                return []
            return [CheckInRetracted(check_in=command.check_in, key_result=said.key_result, reason=command.reason)]
        case Acknowledge():
            return _acknowledge(command, objective)
        case _:
            assert_never(command)


def _make(command: MakeCheckIn, objective: Objective) -> ProgressUpdated:
    key_result = key_result_of(objective, command.key_result)
    late = _is_late_value(command, objective)
    if not late:
        must_be_open(objective, command.period)
    if objective.status is Status.DRAFT:
        raise WrongState("this objective is still a draft; publish it before you check in")
    if key_result.dropped:
        raise WrongState("this key result has been dropped; check in on another one")
    if key_result.moved_to is not None:
        raise WrongState("this key result measures another objective now; look it up again to check in there")
    if command.fed_by:
        raise WrongState(_fed(command.fed_by))
    must_be_datable(command.effective, command.now, None if late else command.back_dating)
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


def _fed(by: Sequence[str]) -> str:
    """Why nothing is checked in here, and what to do instead."""
    named = ", ".join(by[:_NAMED]) + (f" and {len(by) - _NAMED} more" if len(by) > _NAMED else "")
    there = "there" if by[0].startswith("KR-") else "on their key results"
    return (
        f"this key result takes its figure from {named}, so a check-in here would count for nothing; check in {there}, "
        "or set its progress by hand with a reason (override), which stands until it is adopted again"
    )


def _is_late_value(command: MakeCheckIn, objective: Objective) -> bool:
    """Whether an ended quarter still takes it, as a final value. Raises WrongState where it isn't dated inside."""
    late = None if command.period is None else command.period.late
    if command.period is None or late is None or not command.period.takes_late_values(command.now):
        return False
    must_be_open(objective, None)
    if not late.begins <= command.effective < late.over:
        raise WrongState(
            f"{command.period.label} has ended; what comes late must be dated inside it ({late.days}): "
            f"date it before {late.over:%Y-%m-%d %H:%M %Z}, or use a quarter that still runs"
        )
    return True


def _correct(command: Correct, objective: Objective) -> list[Event]:
    known = _changeable(command, objective)
    if known.retracted:
        raise WrongState("this check-in has been retracted; make a new one instead")
    given = Said(command.value, reached=command.reached)
    if command.zone is None and command.confidence is None and given == Said():
        raise Unfitting(
            "the correction says nothing; give the value, the zone or the confidence as it should have been"
        )
    said = known.said
    if command.zone is not None or given != Said():
        said = measures.figure(key_result_of(objective, known.key_result).measure, given, command.zone)
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


def _acknowledge(command: Acknowledge, objective: Objective) -> list[Event]:
    known = _check_in(command, objective)
    if command.by == command.author:
        raise Forbidden("nobody acknowledges his own check-in; ask the reviewer to read it")
    if known.retracted:
        raise WrongState("this check-in has been retracted, so there is nothing to acknowledge")
    if known.acknowledged:
        return []
    return [CheckInAcknowledged(check_in=command.check_in, key_result=known.key_result)]


def _changeable(command: Correct | Retract, objective: Objective) -> CheckIn:
    said = _check_in(command, objective)
    if command.period is not None and command.period.ended and not command.reaches_back:
        raise WrongState(f"{command.period.label} has ended; ask an admin to put the check-in right")
    return said


def _check_in(command: Correct | Retract | Acknowledge, objective: Objective) -> CheckIn:
    said = objective.check_ins.get(command.check_in)
    if said is None:
        raise NotFound("there is no such check-in; list the key result's check-ins to find the id")
    return said
