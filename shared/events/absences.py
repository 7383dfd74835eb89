"""Somebody is away for a time: his own event, without a reason, on a subject that no subscriber can have.

Aggregate ``private/absence/<id>``: the id is a keyed digest of the person and of which of his absences it is, so that
whoever reads the log can tell neither who is away nor that two absences are one person's.
"""

from __future__ import annotations

from datetime import date

from .base import Event

__all__ = ["AbsenceEnded", "AbsenceSet"]


class AbsenceSet(Event, frozen=True, kw_only=True):
    """Somebody is away from the day `begins` on, and here again on the day `until`. Said anew, it replaces the former.

    `shown`: he lets the others see until when.
    """

    begins: date
    until: date
    shown: bool = False


class AbsenceEnded(Event, frozen=True, kw_only=True):
    """He is here again from the day `on` on, earlier than he had said."""

    on: date
