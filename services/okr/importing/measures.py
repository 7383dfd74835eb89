"""From a row of ``key_results.csv`` to a measure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import cast, get_args

from services.okr.kernel import notation
from services.okr.kernel.measures import maintain_rule
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

_TAKES: dict[str, frozenset[str]] = {
    "metric": frozenset({"baseline", "stretch", "target", "unit"}),
    "ordinal": frozenset({"commit_zone", "target_zone", "stretch_zone"}),
    "maintain": frozenset({"lower", "upper", "rule", "planned", "unit"}),
    "binary": frozenset(),
    "milestones": frozenset({"milestones"}),
    "stages": frozenset({"stages"}),
    "checkpoints": frozenset({"checkpoints", "unit"}),
}
_KINDS = tuple(_TAKES)
_SAYING = frozenset[str]().union(*_TAKES.values())


def measure_of(row: Row, warn: Callable[[str], None], assume: Callable[[str, str], None]) -> Measure:
    """How the row's key result is measured. Raises Invalid.

    `warn` is told what was taken for a baseline, and what the row says beside its kind; `assume` which column was
    taken for what.
    """
    kind = row.optional("kind") or "metric"
    if row.optional("kind") is None:
        assume("kind", kind)
    for column in sorted(_SAYING - _TAKES.get(kind, _SAYING)):
        if row.optional(column) is not None:
            warn(f"{column} says nothing about a key result of kind {kind} and is left out")
    match kind:
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
                rule=_rule(row, assume),
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
    target, other = row.number("stretch"), row.number("target")
    if target is not None and other is not None and other != target:
        warn(f"target {other} is left out: stretch {target} is the target value")
    target = other if target is None else target
    if target is None:
        raise Invalid("stretch (the target value) is empty")
    baseline = row.number("baseline")
    if baseline is None:
        warn("the baseline is missing and taken as 0")
    return Metric(baseline=baseline or Decimal(0), target=target, unit=row.optional("unit"))


def _rule(row: Row, assume: Callable[[str, str], None]) -> MaintainRule:
    text = row.optional("rule")
    if text is None:
        rule = maintain_rule(row.whole("planned"))
        assume("rule", rule)
        return rule
    if text not in get_args(MaintainRule):
        raise Invalid(f"rule is {text!r}; give one of {', '.join(get_args(MaintainRule))}")
    return cast(MaintainRule, text)


def _parts(row: Row, column: str) -> tuple[str, ...]:
    return notation.several(row.optional(column) or "")
