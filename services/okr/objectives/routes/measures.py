"""Bodies for every kind of measure, and what they stand for in the events' words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from services.okr.http.figures import Beyond, Figure, NotNegative, Share
from services.okr.http.texts import Label, Title
from services.okr.kernel.measures import MOST_PARTS, maintain_rule
from shared.events import (
    Binary,
    Checkpoint,
    Checkpoints,
    Maintain,
    MaintainRule,
    Measure,
    Metric,
    Milestone,
    Milestones,
    Ordinal,
    Stage,
    Stages,
)
from shared.http.bodies import Body, Whole
from shared.http.texts import items, whole


class MetricBody(Body):
    """Measured by a number that moves from `baseline` to `target`, up or down."""

    kind: Literal["metric"]
    baseline: Figure
    target: Figure
    unit: Label | None = None

    def measure(self) -> Measure:
        """The measure in the events' words."""
        return Metric(baseline=self.baseline, target=self.target, unit=self.unit)


class OrdinalBody(Body):
    """Measured by zones; each may say in words what reaching it means."""

    kind: Literal["ordinal"]
    commit: Title | None = None
    target: Title | None = None
    stretch: Title | None = None

    def measure(self) -> Measure:
        """The measure in the events' words."""
        return Ordinal(commit=self.commit, target=self.target, stretch=self.stretch)


class MaintainBody(Body):
    """Measured by a number to be kept at least at `lower`, at most at `upper`, or between both.

    Under the rule `latest` it is the latest value, met or not; under `planned` the check-ins that kept to it ÷ those
    planned (one a week, unless `planned` says otherwise); under `distance` v/T for at least and 2 - v/T for at most.
    Where no rule is said it is `planned` if check-ins are planned by number, else `latest`.
    """

    kind: Literal["maintain"]
    lower: Figure | None = None
    upper: Figure | None = None
    rule: MaintainRule | None = None
    planned: Annotated[Whole, whole(1, 1000)] | None = None
    unit: Label | None = None

    @property
    def says_no_rule(self) -> bool:
        """Whether neither a rule nor planned check-ins are named."""
        return self.rule is None and self.planned is None

    def measure(self) -> Measure:
        """The measure in the events' words."""
        rule = self.rule or maintain_rule(self.planned)
        return Maintain(lower=self.lower, upper=self.upper, rule=rule, planned=self.planned, unit=self.unit)


class BinaryBody(Body):
    """Done or not: a check-in says 1 or 0."""

    kind: Literal["binary"]

    def measure(self) -> Measure:
        """The measure in the events' words."""
        return Binary()


class MilestoneBody(Body):
    """A thing to be done, and how much it counts beside the others."""

    name: Label
    weight: NotNegative = Field(default=Milestone(name="").weight)


class MilestonesBody(Body):
    """Measured by what is done, each thing by its weight."""

    kind: Literal["milestones"]
    milestones: Annotated[tuple[MilestoneBody, ...], items(1, MOST_PARTS)]

    def measure(self) -> Measure:
        """The measure in the events' words."""
        return Milestones(milestones=tuple(Milestone(name=each.name, weight=each.weight) for each in self.milestones))


class StageBody(Body):
    """A step of a ladder, and the progress it stands for (0 to 1); an even share where none says its own."""

    name: Label
    progress: Share | None = None


class StagesBody(Body):
    """Measured by the highest stage ever reached."""

    kind: Literal["stages"]
    stages: Annotated[tuple[StageBody, ...], items(2, MOST_PARTS)]

    def measure(self) -> Measure:
        """The measure in the events' words."""
        return Stages(stages=tuple(Stage(name=each.name, progress=each.progress) for each in self.stages))


class CheckpointBody(Body):
    """At this value the key result has come so far: `progress` is 0 to 1, and may pass 1 beyond the target."""

    value: Figure
    progress: Beyond


class CheckpointsBody(Body):
    """Measured by a number whose way is not even: progress runs straight from one checkpoint to the next."""

    kind: Literal["checkpoints"]
    points: Annotated[tuple[CheckpointBody, ...], items(2, MOST_PARTS)]
    unit: Label | None = None

    def measure(self) -> Measure:
        """The measure in the events' words."""
        points = tuple(Checkpoint(value=each.value, progress=each.progress) for each in self.points)
        return Checkpoints(points=points, unit=self.unit)


MeasureBody = Annotated[
    MetricBody | OrdinalBody | MaintainBody | BinaryBody | MilestonesBody | StagesBody | CheckpointsBody,
    Field(discriminator="kind"),
]
"""The field of a body that says how a key result is measured."""
