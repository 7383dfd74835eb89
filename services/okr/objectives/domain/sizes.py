"""Whether an objective's key results can count by the size of their way."""

from __future__ import annotations

from collections.abc import Iterable

from services.okr.objectives.domain.objective import Objective
from shared.events import Contribution, Measure, Metric, Unfitting


def measures_of(objective: Objective, *, beside: str | None = None) -> list[Measure]:
    """What the objective's key results are measured by that count, `beside` one of them."""
    return [each.measure for id_, each in objective.key_results.items() if each.counts and id_ != beside]


def must_have_sizes(contribution: Contribution, measures: Iterable[Measure]) -> None:
    """Raise Invalid where key results should count by size, and their sizes can't be compared.

    A size is |target - baseline|, so it is a metric's alone; ten calls and ten euros are no equal sizes, so all metrics
    have one unit.
    """
    if contribution != "size":
        return
    units = set()
    for measure in measures:
        if not isinstance(measure, Metric):
            kind = measure.__struct_config__.tag
            raise Unfitting(
                f"this objective's key results count by size, and one of kind {kind} has none; "
                "measure it by a metric, or let the objective count by weight"
            )
        units.add(measure.unit)
    if len(units) > 1:
        named = ", ".join(sorted(unit or "none" for unit in units))
        raise Unfitting(
            f"this objective's key results count by size, and their units differ ({named}); "
            "give all of them one unit, or let the objective count by weight"
        )
