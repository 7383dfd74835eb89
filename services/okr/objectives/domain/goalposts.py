"""Moving the goalposts, in the open: targets, weights, owners and titles change with a reason, and nothing is lost.

While an objective is a draft nobody has relied on it, so no reason is asked; afterwards every change but that of a
title needs one. The former measure, weight and owner stay in the log and in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, assert_never

from services.okr.kernel import measures, rules
from services.okr.kernel.period import Period
from services.okr.kernel.permissions import Action
from services.okr.objectives.domain.objective import KeyResult, Objective, Status
from services.okr.objectives.domain.openness import key_result_of, must_be_open, must_run
from services.okr.objectives.domain.sizes import measures_of, must_have_sizes
from shared.events import (
    Event,
    Invalid,
    KeyResultAdded,
    KeyResultMoved,
    KeyResultReassigned,
    KeyResultRetargeted,
    KeyResultRevised,
    KeyResultReweighted,
    Maintain,
    Measure,
    ObjectiveMoved,
    ObjectiveReassigned,
    Sealed,
    Unfitting,
    WrongState,
)

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Why:
    """Who changes something (`by`), in which words, and who agreed."""

    by: str
    reason: Sealed | None = None
    approver: str | None = None


@dataclass(frozen=True, slots=True)
class Retarget:
    """Measure the key result like this from now on; `same_rule` says that a number is kept by the rule that held."""

    action: ClassVar[Action] = Action.RETARGET

    key_result: str
    measure: Measure
    why: Why
    period: Period | None = None
    same_rule: bool = False


@dataclass(frozen=True, slots=True)
class Reweigh:
    """Let the key result count by so many percent; None shares what the others leave."""

    action: ClassVar[Action] = Action.WEIGH

    key_result: str
    weight: Decimal | None
    why: Why
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class ReassignKeyResult:
    """Give the key result to somebody, or to nobody."""

    action: ClassVar[Action] = Action.REASSIGN_KEY_RESULT

    key_result: str
    owner: str | None
    why: Why
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class ReviseKeyResult:
    """Give the key result another title."""

    action: ClassVar[Action] = Action.REVISE_KEY_RESULT

    key_result: str
    title: str
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class ReassignObjective:
    """Give the objective to this owner and this team (both, also the one that stays)."""

    action: ClassVar[Action] = Action.REASSIGN

    owner: str | None
    team: str | None
    why: Why
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class MoveObjective:
    """Let the objective belong to another quarter (None is the backlog), of which `into` is what must be known."""

    action: ClassVar[Action] = Action.MOVE_OBJECTIVE

    quarter: str | None
    into: Period | None
    why: Why
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class MoveAway:
    """Let the key result measure another objective, where it is added under the same id.

    `circle` are the numbers from the key result, through what its new objective serves, back to it; empty where there
    is no such way.
    """

    action: ClassVar[Action] = Action.MOVE_KEY_RESULT

    key_result: str
    objective: str
    why: Why
    period: Period | None = None
    circle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveHere:
    """Measure this objective by a key result that measured another one (`moved_from`) until now."""

    action: ClassVar[Action] = Action.ADD_KEY_RESULT

    key_result: str
    title: str
    measure: Measure
    owner: str | None
    moved_from: str
    period: Period | None = None


Command = (
    MoveHere | Retarget | Reweigh | ReassignKeyResult | ReviseKeyResult | ReassignObjective | MoveObjective | MoveAway
)


def decide(command: Command, objective: Objective) -> list[Event]:
    """The events that the command brings about; none where everything is so already."""
    must_be_open(objective, command.period)
    match command:
        case ReassignObjective(owner=owner, team=team, why=why):
            team = rules.optional_label(team, "team")
            if (owner, team) == (objective.owner, objective.team):
                return []
            if owner is None and objective.readers is not None:
                raise Unfitting("a private objective needs an owner, who says who may see it; name one")
            _justified(why, objective)
            return [ObjectiveReassigned(owner=owner, team=team, reason=why.reason, approver=why.approver)]
        case MoveObjective():
            return _to_another_quarter(command, objective)
        case MoveHere():
            return _take(command, objective)
        case ReviseKeyResult(key_result=id_, title=text):
            title = rules.title(text)
            return [] if _counting(objective, id_).title == title else [KeyResultRevised(key_result=id_, title=title)]
        case Retarget():
            return _retarget(command, objective)
        case Reweigh():
            return _reweigh(command, objective)
        case ReassignKeyResult(key_result=id_, owner=owner, why=why):
            if _counting(objective, id_).owner == owner:
                return []
            _justified(why, objective)
            return [KeyResultReassigned(key_result=id_, owner=owner, reason=why.reason, approver=why.approver)]
        case MoveAway(key_result=id_, objective=other, why=why):
            if key_result_of(objective, id_).moved_to == other:
                return []
            _counting(objective, id_)
            if command.circle:
                path = " → ".join(command.circle)
                raise WrongState(f"this would close a circle: {path}; let it measure another objective")
            _justified(why, objective)
            return [KeyResultMoved(key_result=id_, objective=other, reason=why.reason, approver=why.approver)]
        case _:
            assert_never(command)


def _to_another_quarter(command: MoveObjective, objective: Objective) -> list[Event]:
    if command.quarter == objective.quarter:
        return []
    must_run(command.into)
    if objective.score is not None:
        raise WrongState("this objective has been scored in its quarter; reopen it, or carry it over into another")
    if any(each.phases for each in objective.key_results.values() if each.counts):
        raise WrongState(
            "a key result follows a curve over the days of this quarter; give it an even pace first, "
            "and another curve in the other one"
        )
    _justified(command.why, objective)
    return [ObjectiveMoved(quarter=command.quarter, reason=command.why.reason, approver=command.why.approver)]


def _take(command: MoveHere, objective: Objective) -> list[Event]:
    known = objective.key_results.get(command.key_result)
    if known is not None and known.counts:
        return []
    must_have_sizes(objective.contribution, [*measures_of(objective, beside=command.key_result), command.measure])
    return [
        KeyResultAdded(
            key_result=command.key_result,
            title=command.title,
            measure=command.measure,
            owner=command.owner,
            moved_from=command.moved_from,
        )
    ]


def _retarget(command: Retarget, objective: Objective) -> list[Event]:
    known = _counting(objective, command.key_result)
    wished, held = command.measure, known.measure
    if command.same_rule and isinstance(wished, Maintain) and isinstance(held, Maintain):
        wished = Maintain(
            lower=wished.lower, upper=wished.upper, rule=held.rule, planned=held.planned, unit=wished.unit
        )
    wished = measures.checked(wished, sealed=objective.readers is not None)
    if wished == held:
        return []
    said = any(each.key_result == command.key_result and not each.retracted for each in objective.check_ins.values())
    if said and type(wished) is not type(known.measure):
        raise WrongState(
            "this key result has check-ins, which say nothing under another kind of measure; "
            "drop it and add another one"
        )
    must_have_sizes(objective.contribution, [*measures_of(objective, beside=command.key_result), wished])
    _justified(command.why, objective)
    return [
        KeyResultRetargeted(
            key_result=command.key_result,
            measure=wished,
            reason=command.why.reason,
            approver=command.why.approver,
        )
    ]


def _reweigh(command: Reweigh, objective: Objective) -> list[Event]:
    known = _counting(objective, command.key_result)
    weight = command.weight
    if weight == known.weight:
        return []
    if weight is not None:
        if not 0 <= rules.decimal(weight, "weight") <= WHOLE:
            raise Invalid(f"the weight is {weight}; give 0 to 100 percent")
        rules.weight(weight)
        others = [
            each.weight
            for id_, each in objective.key_results.items()
            if id_ != command.key_result and each.counts and each.weight is not None
        ]
        if sum(others) + weight > WHOLE:
            raise Unfitting(
                f"the weights would come to {sum(others) + weight} %; the others leave {WHOLE - sum(others)} %"
            )
    _justified(command.why, objective)
    return [
        KeyResultReweighted(
            key_result=command.key_result, weight=weight, reason=command.why.reason, approver=command.why.approver
        )
    ]


def _justified(why: Why, objective: Objective) -> None:
    if why.reason is None and objective.status is not Status.DRAFT:
        raise Unfitting("people work by this objective already; say why it changes (reason)")
    if why.approver is not None and why.approver == why.by:
        raise Unfitting("nobody approves a change of his own; name somebody else, or nobody")


def _counting(objective: Objective, id_: str) -> KeyResult:
    known = key_result_of(objective, id_)
    if known.dropped:
        raise WrongState("this key result has been dropped; add another one")
    if known.moved_to is not None:
        raise WrongState("this key result measures another objective by now; change it there")
    return known
