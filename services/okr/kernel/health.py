"""How a key result or an objective is doing, in one word: closed, stale, worst of confidence and pace, or pending."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.okr.kernel.pace import Pace, pace
from shared.events import ThresholdsSet


class Health(StrEnum):
    """From the best to the worst: what is closed or not begun is neither, and worsens nothing."""

    CLOSED = "closed"
    PENDING = "pending"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    AT_RISK = "at-risk"
    STALE = "stale"


_BADNESS = {health: place for place, health in enumerate(Health)}
_BY_PACE = {Pace.ON_TRACK: Health.ON_TRACK, Pace.BEHIND: Health.BEHIND, Pace.AT_RISK: Health.AT_RISK}


def health(
    *,
    closed: bool,
    due: Fraction | None,
    progress: Fraction | None,
    confidence: int | None,
    said: date | None,
    on: date,
    thresholds: ThresholdsSet,
) -> Health:
    """The health on a day: closed → stale → worst of confidence and pace → pending.

    `due` is the expected progress (None in the backlog, which has no pace), `said` the day of the last check-in, or the
    day from which one was owed where there was none. Stale is what nobody spoke of for `stale_days`. What has neither a
    confidence nor a progress is pending.
    """
    if closed:
        return Health.CLOSED
    if said is not None and (on - said).days >= thresholds.stale_days:
        return Health.STALE
    judged = []
    if confidence is not None:
        judged.append(by_confidence(confidence, thresholds))
    if progress is not None and due is not None:
        judged.append(_BY_PACE[pace(progress, due, thresholds)])
    return worst(judged)


def by_confidence(confidence: int, thresholds: ThresholdsSet) -> Health:
    """Green from 7 on is on track, yellow from 4 on behind, red at risk, unless the thresholds say otherwise."""
    if confidence >= thresholds.confidence_green:
        return Health.ON_TRACK
    return Health.BEHIND if confidence >= thresholds.confidence_yellow else Health.AT_RISK


def worst(several: Iterable[Health]) -> Health:
    """The worst of them, as a parent shows its children; pending where there is none."""
    return max(
        (each for each in several if each is not Health.CLOSED), key=_BADNESS.__getitem__, default=Health.PENDING
    )
