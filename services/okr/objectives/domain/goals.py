"""What a tree of goals is made of: an objective and a key result, each with what is known and what that comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

from services.okr.kernel.rule_book import RULES
from shared.events import Contribution, Measure, PlannedPoint, ProgressSource

MadeOf = Literal["check-ins", "children", "links", "override"]
"""Where a key result's progress comes from."""

Moment = tuple[datetime, int]
"""When something took effect, then its position in the log: what came later by both."""

_COMPANY = "company"


# Not frozen, for there are thousands of them in one answer, and each is made once and filled in once.
@dataclass(slots=True)
class KeyResult:
    """A key result.

    Known of it: `own` and `value` are what its check-ins say, the latest of which was made at `said` with this
    `confidence`; `sources` are the key results that it is linked to, `taken` is when it was last linked or adopted;
    `counts` is false once it was dropped, `phases` is the curve that it should follow.

    What that comes to: `progress`, raw, and what it is `made_of`; `otherwise` is what adopting would give, where it was
    set by hand; `sum` is the value that others add up; `share` the part in percent that it counts by in its
    objective; `children` are the objectives aligned to it, `cut` the sources that would close a circle. `fed` tells
    that others say where it stands, so that nobody owes a check-in on itself; `heard` is when one was last made, on it
    or on what feeds it.
    """

    id: str
    objective: str
    measure: Measure
    own: Fraction | None = None
    value: Decimal | None = None
    said: Moment | None = None
    confidence: int | None = None
    weight: Decimal | None = None
    sources: tuple[str, ...] = ()
    taken: Moment | None = None
    overridden: Decimal | None = None
    counts: bool = True
    phases: tuple[PlannedPoint, ...] = ()

    progress: Fraction | None = None
    made_of: MadeOf | None = None
    otherwise: Fraction | None = None
    sum: Decimal | None = None
    share: Fraction | None = None
    children: Sequence[Objective] = ()
    cut: Sequence[str] = ()
    fed: bool = False
    heard: Moment | None = None
    health: str | None = None
    waits: int = 0

    @property
    def drift(self) -> Fraction | None:
        """How far adopting would move what was set by hand; above 0 where the others are ahead."""
        return None if self.otherwise is None or self.progress is None else self.otherwise - self.progress


@dataclass(slots=True)
class Objective:
    """An objective.

    Known of it: what it serves, a `parent_objective` or a `parent_key_result`, since when it does (`aligned`), and
    when it was `published`: only what ever was counts in what it serves; by which `rules` its quarter counts.

    What that comes to: `progress` between 0 and 1; `key_results` are those that count, `children` the objectives
    aligned to itself, `below` those and all that are aligned to its key results, dropped ones too. `parent` is the
    objective that it is below; `cut` tells that its alignment isn't followed, for it would close a circle; `heard` is
    when a check-in was last made on anything that it is made of.
    """

    id: str
    source: ProgressSource = "key-results"
    contribution: Contribution = "weight"
    parent_objective: str | None = None
    parent_key_result: str | None = None
    aligned: Moment | None = None
    published: datetime | None = None
    closed: bool = False
    company: bool = False
    quarter: str | None = None
    rules: str = RULES

    progress: Fraction | None = None
    key_results: list[KeyResult] = field(default_factory=list)
    children: list[Objective] = field(default_factory=list)
    below: list[Objective] = field(default_factory=list)
    parent: Objective | None = None
    serves: Objective | KeyResult | None = None
    cut: bool = False
    linked: bool = False
    heard: Moment | None = None
    health: str | None = None
    waits: int = 0

    @property
    def feeds(self) -> bool:
        """Whether it counts in what it serves."""
        return self.published is not None

    @property
    def isolated(self) -> bool:
        """Whether it stands alone though it should not: it serves nothing, nothing serves it, nor is it the company's.

        A closed one isn't marked; a link to or from one of its key results is a tie too.
        """
        alone = self.parent_objective is None and self.parent_key_result is None and not self.below and not self.linked
        return alone and not self.company and not self.closed


class Judge(Protocol):
    """Says how well things go, from what the tree has worked out.

    `rules` are the rule books of quarters that count by another one than their rows say, by the quarter's id.
    """

    rules: Mapping[str, str]

    def key_result(self, key_result: KeyResult, objective: Objective) -> str | None:
        """The health of a key result by itself; `progress` is known."""

    def objective(self, objective: Objective, healths: Iterable[str]) -> str | None:
        """The health of an objective, of which those that make it up are known."""

    def worst(self, healths: Iterable[str]) -> str | None:
        """The worst of several."""


def companys(team: str | None) -> bool:
    """Whether this team's objectives are the company's own: those of no team, and of one called Company."""
    return team is None or team.casefold() == _COMPANY
