"""Whether an objective still takes changes: what most commands ask first."""

from __future__ import annotations

from services.okr.kernel.period import Period
from services.okr.objectives.domain.objective import KeyResult, Objective, Status
from shared.events import NotFound, WrongState


def must_be_open(objective: Objective, period: Period | None) -> None:
    """Raise WrongState where the objective has been closed, or its quarter has ended."""
    must_be_changeable(objective)
    must_run(period)


def must_be_changeable(objective: Objective) -> None:
    """Raise WrongState where the objective has been closed."""
    if objective.status is Status.CLOSED:
        raise WrongState("this objective has been closed and changes no more; draft a new one")


def must_run(period: Period | None) -> None:
    """Raise WrongState where the quarter has ended; the backlog, which has none, never does."""
    if period is not None and period.ended:
        raise WrongState(f"{period.label} has ended and changes no more; use a quarter that still runs")


def key_result_of(objective: Objective, id_: str) -> KeyResult:
    """The objective's key result. Raises NotFound."""
    try:
        return objective.key_results[id_]
    except KeyError:
        raise NotFound("the objective has no such key result; show the objective to find the id") from None
