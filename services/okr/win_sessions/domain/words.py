"""What a check-in says, in the words of its measure: what a win moved from, and to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.okr.kernel.arithmetic import Said
from shared.events import Binary, Checkpoints, Measure, Metric, Milestones, Ordinal, Stages, Zone


def words(said: Said) -> str | None:
    """A value as it was typed, a zone, or what was done."""
    if said.value is not None:
        return _plain(said.value)
    if said.zone is not None:
        return said.zone.value
    return ", ".join(said.reached) if said.reached else None


def start_words(measure: Measure, last: Said | None) -> str | None:
    """What was said last; where nothing was, the measure's own beginning, if it has one."""
    if last is not None:
        return words(last)
    match measure:
        case Metric(baseline=baseline):
            return _plain(baseline)
        case Checkpoints(points=points) if points:
            return _plain(min(points, key=lambda point: point.progress).value)
        case Binary():
            return "0"
        case Ordinal():
            return Zone.FAIL.value
        case _:
            return None


def newly_done(measure: Measure, before: Sequence[Said], after: Sequence[Said]) -> list[str]:
    """The milestones or stages that are done now and weren't before, in the measure's own order."""
    match measure:
        case Milestones(milestones=milestones):
            names = [each.name for each in milestones]
            was, now = _done(before[-1:]), _done(after[-1:])
        case Stages(stages=stages):
            # A stage that was once reached stays so.
            names = [each.name for each in stages]
            was, now = _done(before), _done(after)
        case _:
            return []
    return [name for name in names if name in now - was]


def _done(said: Sequence[Said]) -> set[str]:
    return {name for each in said for name in each.reached or ()}


def _plain(value: Decimal) -> str:
    return f"{value:f}"
