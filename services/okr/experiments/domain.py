"""An experiment on a key result: something small that is tried, until a day, to learn something."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, assert_never, get_args

from services.okr.kernel import rules
from services.okr.kernel.period import Period
from services.okr.kernel.permissions import Action, Concerned
from services.okr.objectives.domain.objective import Objective, Status
from services.okr.objectives.domain.openness import key_result_of, must_be_open
from shared.events import (
    Event,
    ExperimentConcluded,
    ExperimentExtended,
    ExperimentOutcome,
    ExperimentOverdue,
    ExperimentStarted,
    Invalid,
    NotFound,
    Sealed,
    Unfitting,
    WrongState,
)

LONGEST_WORDS = 500
"""Characters of what is tried, and of how we will know."""

LONGEST_DAYS = 366
"""So many days ahead may an experiment end: what takes longer is not small."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """What the experiment's events so far add up to; `asked_for` is the last day of which it was said to be overdue."""

    key_result: str | None = None
    objective: str = ""
    owner: str | None = None
    until: date = date.min
    asked_for: date | None = None
    outcome: ExperimentOutcome | None = None


def evolve(experiment: Experiment, event: Event) -> Experiment:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case ExperimentStarted(key_result=key_result, objective=objective, owner=owner, until=until):
            return Experiment(key_result, objective, owner, until)
        case ExperimentExtended(until=until):
            return replace(experiment, until=until)
        case ExperimentOverdue(until=until):
            return replace(experiment, asked_for=until)
        case ExperimentConcluded(outcome=outcome):
            return replace(experiment, outcome=outcome)
        case _:
            return experiment


@dataclass(frozen=True, slots=True)
class Start:
    """Try `what` for a key result until a day, that day included; `today` is when it is said.

    `goal` is what `objective`, which the key result measures, is by now, and `period` its quarter.
    """

    action: ClassVar[Action] = Action.EXPERIMENT

    key_result: str
    objective: str
    what: Sealed
    know_by: Sealed
    until: date
    today: date
    owner: str | None
    goal: Objective
    period: Period | None
    whom: Concerned

    def concerned(self, state: Experiment) -> Concerned:
        """Whoever answers for the key result."""
        return self.whom


@dataclass(frozen=True, slots=True)
class Extend:
    """Go on until a later day."""

    action: ClassVar[Action] = Action.CONCLUDE_EXPERIMENT

    until: date
    today: date
    whom: Concerned

    def concerned(self, state: Experiment) -> Concerned:
        """Whoever answers for the key result, and whoever began it."""
        return self.whom


@dataclass(frozen=True, slots=True)
class Conclude:
    """Say what became of it, and what was learned."""

    action: ClassVar[Action] = Action.CONCLUDE_EXPERIMENT

    outcome: str
    learned: Sealed
    whom: Concerned

    def concerned(self, state: Experiment) -> Concerned:
        """Whoever answers for the key result, and whoever began it."""
        return self.whom


@dataclass(frozen=True, slots=True)
class AskFor:
    """Say that its last day, `until`, is over."""

    action: ClassVar[Action] = Action.KEEP_TIME

    until: date


Command = Start | Extend | Conclude | AskFor


def tried(what: str, know_by: str) -> tuple[str, str]:
    """What is tried and how we will know, without blanks around, as somebody may say it. Raises Invalid."""
    if not know_by.strip():
        raise Invalid("an experiment needs a way to know; say what you will see if it works, and what if it doesn't")
    return (
        rules.words(what, "text of what is tried", LONGEST_WORDS),
        rules.words(know_by, "way to know", LONGEST_WORDS),
    )


def learning(text: str) -> str:
    """What was learned, without blanks around it, as somebody may say it. Raises Invalid."""
    if not text.strip():
        raise Invalid("say what was learned; that it made no difference is a learning too")
    return rules.comment(text, "learning")


def decide(command: Command, experiment: Experiment) -> list[Event]:
    """The events that the command brings about; none where nothing changes."""
    match command:
        case Start():
            return [_started(command, experiment)]
        case Extend(until=until, today=today):
            _must_run(experiment)
            if until == experiment.until:
                return []
            if until < experiment.until:
                raise Unfitting(f"it runs until {experiment.until} already; give a later day, or conclude it now")
            return [ExperimentExtended(until=_last_day(until, today))]
        case Conclude():
            return [_concluded(command, experiment)]
        case AskFor(until=until):
            _must_run(experiment)
            if experiment.until != until or experiment.asked_for == until:
                return []
            return [ExperimentOverdue(until=until, owner=experiment.owner)]
        case _:
            assert_never(command)


def _started(command: Start, experiment: Experiment) -> ExperimentStarted:
    if experiment.key_result is not None:
        raise WrongState("this experiment was started already; start another one")
    _must_be_tried_on(command)
    return ExperimentStarted(
        key_result=command.key_result,
        objective=command.objective,
        what=command.what,
        know_by=command.know_by,
        until=_last_day(command.until, command.today),
        owner=command.owner,
    )


def _must_be_tried_on(command: Start) -> None:
    goal = command.goal
    key_result = key_result_of(goal, command.key_result)
    must_be_open(goal, command.period)
    if goal.status is Status.DRAFT:
        raise WrongState("this objective is still a draft; publish it before you try something for it")
    if key_result.dropped:
        raise WrongState("this key result has been dropped; try something for another one")
    if key_result.moved_to is not None:
        raise WrongState("this key result measures another objective now; look it up again to try something there")


def _concluded(command: Conclude, experiment: Experiment) -> ExperimentConcluded:
    _must_run(experiment)
    assert experiment.key_result is not None
    outcomes: dict[str, ExperimentOutcome] = {each: each for each in get_args(ExperimentOutcome)}
    outcome = outcomes.get(command.outcome)
    if outcome is None:
        raise Invalid(f"{command.outcome!r} is no outcome; an experiment is {', '.join(outcomes)}")
    return ExperimentConcluded(
        outcome=outcome,
        learned=command.learned,
        key_result=experiment.key_result,
        objective=experiment.objective,
    )


def _must_run(experiment: Experiment) -> None:
    if experiment.key_result is None:
        raise NotFound("there is no such experiment; list the experiments to find the id")
    if experiment.outcome is not None:
        raise WrongState(f"this experiment was concluded already ({experiment.outcome}); start another one to try on")


def _last_day(until: date, today: date) -> date:
    if until < today:
        raise Unfitting(f"{until} is over already; give today ({today}) or a later day")
    if until > today + timedelta(days=LONGEST_DAYS):
        raise Unfitting(f"{until} is more than a year away; try something smaller, and sooner")
    return until
