"""Milestones, stages and checkpoints as people write them on one line: a name or value, and a number behind ``=``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from shared.events import Checkpoint, Invalid, Milestone, PlannedPoint, Stage


def milestone(text: str) -> Milestone:
    """``trained=3``: what is to be done and its weight, 1 where none is given."""
    name, weight = _named(text)
    return Milestone(name=name) if weight is None else Milestone(name=name, weight=weight)


def stage(text: str) -> Stage:
    """``in review=0.5``: a step and the progress that it stands for, an even share where none is given."""
    name, progress = _named(text)
    return Stage(name=name, progress=progress)


def checkpoint(text: str) -> Checkpoint:
    """``250=0.5``, or ``250=50%``: at 250 it is half done. Raises Invalid where either number is missing."""
    value, equals, progress = text.partition("=")
    if not equals:
        raise Invalid(f"the checkpoint {text!r} says no progress; write it as 250=0.5: at 250 it is half done")
    return Checkpoint(value=_number(value, text), progress=_part(progress, text))


def planned(text: str) -> PlannedPoint:
    """``2026-08-31=0.4``: by the end of this day so much of the way is expected. Raises Invalid."""
    day, _, progress = text.partition("=")
    try:
        return PlannedPoint(day=date.fromisoformat(day.strip()), progress=Decimal(progress.strip()))
    except (ValueError, InvalidOperation):
        raise Invalid(
            f"the point {text!r} of the curve is no day with a progress; write it as 2026-08-31=0.4"
        ) from None


def several(text: str, separator: str = ";") -> tuple[str, ...]:
    """What stands between the separators, without blanks around it."""
    return tuple(each.strip() for each in text.split(separator) if each.strip())


def _named(text: str) -> tuple[str, Decimal | None]:
    """A name, and the number behind its last equals sign; a name may hold such a sign too."""
    name, equals, number = text.rpartition("=")
    if not equals:
        return text.strip(), None
    try:
        return name.strip(), Decimal(number.strip())
    except InvalidOperation:
        return text.strip(), None


def _part(text: str, whole: str) -> Decimal:
    """A part of the way, as such or in percent."""
    written = text.strip()
    return _number(written[:-1], whole) / 100 if written.endswith("%") else _number(written, whole)


def _number(text: str, whole: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        raise Invalid(f"the checkpoint {whole!r} holds no number {text.strip()!r}; write it as 250=0.5") from None
