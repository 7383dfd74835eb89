"""From a row of ``key_results.csv`` to a measure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import cast, get_args

from services.okr.domain import notation
from shared.events import (
    Binary,
    Checkpoints,
    Invalid,
    Maintain,
    MaintainRule,
    Measure,
    Metric,
    Milestones,
    Ordinal,
    Stages,
)
from shared.importing import Row

_KINDS = ("metric", "ordinal", "maintain", "binary", "milestones", "stages", "checkpoints")


def measure_of(row: Row, warn: Callable[[str], None]) -> Measure:
    """How the row's key result is measured; `warn` is told what was assumed. Raises Invalid."""
    match row.optional("kind") or "metric":
        case "metric":
            return _metric(row, warn)
        case "ordinal":
            return Ordinal(
                commit=row.optional("commit_zone"),
                target=row.optional("target_zone"),
                stretch=row.optional("stretch_zone"),
            )
        case "maintain":
            return Maintain(
                lower=row.number("lower"),
                upper=row.number("upper"),
                rule=_rule(row.optional("rule") or "planned"),
                planned=row.whole("planned"),
                unit=row.optional("unit"),
            )
        case "binary":
            return Binary()
        case "milestones":
            return Milestones(milestones=tuple(map(notation.milestone, _parts(row, "milestones"))))
        case "stages":
            return Stages(stages=tuple(map(notation.stage, _parts(row, "stages"))))
        case "checkpoints":
            points = tuple(map(notation.checkpoint, _parts(row, "checkpoints")))
            return Checkpoints(points=points, unit=row.optional("unit"))
        case other:
            raise Invalid(f"kind is {other!r}; give one of {', '.join(_KINDS)}")


def _metric(row: Row, warn: Callable[[str], None]) -> Metric:
    target = row.number("stretch")
    target = row.number("target") if target is None else target
    if target is None:
        raise Invalid("stretch (the target value) is empty")
    baseline = row.number("baseline")
    if baseline is None:
        warn("the baseline is missing and taken as 0")
    return Metric(baseline=baseline or Decimal(0), target=target, unit=row.optional("unit"))


def _rule(text: str) -> MaintainRule:
    if text not in get_args(MaintainRule):
        raise Invalid(f"rule is {text!r}; give one of {', '.join(get_args(MaintainRule))}")
    return cast(MaintainRule, text)


def _parts(row: Row, column: str) -> tuple[str, ...]:
    return notation.several(row.optional(column) or "")
