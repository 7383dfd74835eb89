"""Which win sessions of a unit were to be held by a day, and which of them were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from services.okr.practice.domain.facts import SessionFact, by

REPLACED_WITHIN = timedelta(days=14)
"""A cancelled session was none where another one is held so soon after."""


def sessions_held(sessions: Sequence[SessionFact], first: date, last: date) -> tuple[int, int]:
    """How many were held by the last day, of how many that were to be from `first` to `last`, both included.

    Where none was to be (there are months of five weeks, and quarters), the one before still counts, as long as there
    is a rhythm. A cancelled one was to be, unless another took its place.
    """
    were_due = _were_due(sessions, last)
    within = [each for each in were_due if each.due >= first]
    if not within:
        within = [each for each in were_due[-1:] if each.every != "never"]
    return sum(by(each.held, last) for each in within), len(within)


def _were_due(sessions: Sequence[SessionFact], last: date) -> list[SessionFact]:
    """Those that were to be by the end of the last day, the earliest first; one of that day only if it was held."""
    ordered = sorted(sessions, key=lambda each: each.due)
    found = []
    for place, each in enumerate(ordered):
        if each.cancelled is not None and any(_replaces(after, each) for after in ordered[place + 1 :]):
            continue
        if each.due < last or (each.due == last and by(each.held, last)):
            found.append(each)
    return found


def _replaces(after: SessionFact, cancelled: SessionFact) -> bool:
    return after.cancelled is None and after.due - cancelled.due <= REPLACED_WITHIN
