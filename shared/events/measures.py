"""How a key result is measured: the kinds of measure that a key result can have.

A check-in says under each kind what it needs to: a `value` (metric, maintain, checkpoints; 1 or 0 for binary), a `zone`
(ordinal), or what was `reached` (milestones: all that are done by now; stages: the one it stands at).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

__all__ = [
    "Binary",
    "Checkpoint",
    "Checkpoints",
    "Maintain",
    "MaintainRule",
    "Measure",
    "Metric",
    "Milestone",
    "Milestones",
    "Ordinal",
    "Stage",
    "Stages",
]


class Metric(Struct, frozen=True, kw_only=True, tag_field="kind", tag="metric", omit_defaults=True):
    """A number that moves from `baseline` to `target`, up or down; the two differ."""

    baseline: Decimal
    target: Decimal
    unit: str | None = None


class Ordinal(Struct, frozen=True, kw_only=True, tag_field="kind", tag="ordinal", omit_defaults=True):
    """The zone that was reached; each zone may say in words what reaching it means."""

    commit: str | None = None
    target: str | None = None
    stretch: str | None = None


MaintainRule = Literal["planned", "distance", "latest"]
"""How a measure that is to be kept counts: planned check-ins met, distance from the bound, the latest value met."""


class Maintain(Struct, frozen=True, kw_only=True, tag_field="kind", tag="maintain", omit_defaults=True):
    """A number to be kept at least at `lower`, at most at `upper`, or between both.

    `planned` is how many check-ins the whole period should have under the rule of that name; None is one a week.
    """

    lower: Decimal | None = None
    upper: Decimal | None = None
    rule: MaintainRule = "planned"
    planned: int | None = None
    unit: str | None = None


class Binary(Struct, frozen=True, kw_only=True, tag_field="kind", tag="binary", omit_defaults=True):
    """Done or not: a check-in says 1 or 0."""


class Milestone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A thing to be done, and how much it counts beside the others."""

    name: str
    weight: Decimal = Decimal(1)


class Milestones(Struct, frozen=True, kw_only=True, tag_field="kind", tag="milestones", omit_defaults=True):
    """Things to be done, each counting by its weight."""

    milestones: tuple[Milestone, ...]


class Stage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step of a ladder, and the progress it stands for (0 to 1); None is its even share of the ladder."""

    name: str
    progress: Decimal | None = None


class Stages(Struct, frozen=True, kw_only=True, tag_field="kind", tag="stages", omit_defaults=True):
    """A ladder: the highest stage ever reached counts."""

    stages: tuple[Stage, ...]


class Checkpoint(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """At this value the key result has come so far: `progress` is 0 to 1, and may pass 1 beyond the target."""

    value: Decimal
    progress: Decimal


class Checkpoints(Struct, frozen=True, kw_only=True, tag_field="kind", tag="checkpoints", omit_defaults=True):
    """A number whose way is not even: progress runs straight from one checkpoint to the next."""

    points: tuple[Checkpoint, ...]
    unit: str | None = None


Measure = Metric | Ordinal | Maintain | Binary | Milestones | Stages | Checkpoints
