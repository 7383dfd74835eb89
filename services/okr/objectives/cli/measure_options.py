"""From the options of `tomoni keyresult add` to a measure: which options a kind takes, and how they are written."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

import typer

from services.okr.kernel import notation
from services.okr.kernel.measures import maintain_rule
from shared.events import Binary, Checkpoints, Invalid, Maintain, Metric, Milestones, Ordinal, Stages
from shared.importing.numerals import number_of

if TYPE_CHECKING:
    from shared.events import Measure

Kind = Literal["metric", "ordinal", "maintain", "binary", "milestones", "stages", "checkpoints"]
"""What a key result can be measured by."""

_TAKES: dict[Kind, frozenset[str]] = {
    "metric": frozenset({"from", "to", "unit"}),
    "ordinal": frozenset({"commit-zone", "target-zone", "stretch-zone"}),
    "maintain": frozenset({"at-least", "at-most", "rule", "planned", "unit"}),
    "binary": frozenset(),
    "milestones": frozenset({"milestone"}),
    "stages": frozenset({"stage"}),
    "checkpoints": frozenset({"checkpoint", "unit"}),
}


def measured(kind: Kind | None, options: dict[str, Any]) -> Measure:
    """The measure that these options (by name, None or empty where not given) describe; its kind may go without saying.

    Raises BadParameter where they don't make one.
    """
    given = {name: value for name, value in options.items() if value not in (None, [])}
    kind = kind or _kind(given)
    for name in given:
        if name not in _TAKES[kind]:
            raise typer.BadParameter(f"--{name} says nothing about a key result of kind {kind}; leave it out")
    match kind:
        case "metric":
            if "to" not in given:
                raise typer.BadParameter("say from where to where it goes: --from 0 --to 100")
            baseline, target = _number("from", given.get("from", "0")), _number("to", given["to"])
            return Metric(baseline=baseline, target=target, unit=given.get("unit"))
        case "ordinal":
            return Ordinal(
                commit=given.get("commit-zone"), target=given.get("target-zone"), stretch=given.get("stretch-zone")
            )
        case "maintain":
            return Maintain(
                lower=_number("at-least", given["at-least"]) if "at-least" in given else None,
                upper=_number("at-most", given["at-most"]) if "at-most" in given else None,
                rule=given.get("rule") or maintain_rule(given.get("planned")),
                planned=given.get("planned"),
                unit=given.get("unit"),
            )
        case "binary":
            return Binary()
        case "milestones":
            return Milestones(milestones=tuple(map(notation.milestone, given.get("milestone", ()))))
        case "stages":
            return Stages(stages=tuple(map(notation.stage, given.get("stage", ()))))
        case "checkpoints":
            try:
                points = tuple(map(notation.checkpoint, given.get("checkpoint", ())))
            except Invalid as refused:
                raise typer.BadParameter(str(refused)) from None
            return Checkpoints(points=points, unit=given.get("unit"))


def _kind(given: dict[str, Any]) -> Kind:
    """The kind that takes all of these options, as far as there is only one."""
    fitting = [kind for kind in get_args(Kind) if given.keys() & (_TAKES[kind] - {"unit"})]
    if len(fitting) == 1:
        return fitting[0]  # type: ignore[no-any-return]
    if not fitting:
        raise typer.BadParameter(
            "say how it is measured: --from 0 --to 100, --at-least 95, --at-most 2, --milestone, --stage, "
            "--checkpoint, --kind binary or --kind ordinal"
        )
    raise typer.BadParameter(f"these options are of several kinds ({', '.join(fitting)}); use those of one")


def _number(option: str, text: str) -> Decimal:
    try:
        return number_of(text, f"--{option}")
    except Invalid as refused:
        raise typer.BadParameter(str(refused)) from None
