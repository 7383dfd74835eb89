"""Where the objectives of a quarter stand, exactly: what scores are proposed from, and what a frozen quarter keeps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from services.okr.kernel.arithmetic import Said
from services.okr.kernel.rule_book import RULES, Counted, RuleBook, rule_book
from services.okr.objectives.domain.goals import KeyResult
from services.okr.objectives.domain.scoring import Proposal
from services.okr.objectives.views import goals
from services.okr.objectives.views.goals import Goals
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.outcomes import Outcomes
from services.okr.quarters import view as quarters
from shared.events import KeyResultScore, Measure, Zone

_objectives, _outcomes = Objectives.table.c, Outcomes.table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultResult:
    """A key result that counts: its raw progress, what was said last (None: never checked in), its part in percent.

    Both are what the tree makes of it: of children, of links, or of what somebody set by hand.
    """

    key_result: str
    number: str
    title: str
    measure: Measure
    progress: Fraction | None
    last: Said | None
    weight: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveResult:
    """An objective, what its key results come to, and its row among the outcomes; `rules` is what they counted by."""

    objective: str
    number: str
    title: str
    team: str | None
    owner: str | None
    status: str
    quarter: str | None
    rules: str
    progress: Fraction | None
    key_results: tuple[KeyResultResult, ...]
    outcome: RowMapping

    @property
    def scored(self) -> bool:
        """Whether somebody, or the end of the quarter, has scored it."""
        return self.outcome["scored"] is not None

    @property
    def score(self) -> Decimal | None:
        """The score that stands; None also where nothing was ever checked in."""
        score: Decimal | None = self.outcome["score"]
        return score

    def proposal(self, book: RuleBook | None = None) -> Proposal:
        """What the rule book makes of it; the one that it counted by where none is given."""
        book = book or rule_book(self.rules)
        scores = tuple(
            KeyResultScore(key_result=one.key_result, score=book.key_result(one.progress), weight=_percent(one.weight))
            for one in self.key_results
        )
        counted = [Counted(one.progress, one.weight) for one in self.key_results]
        return Proposal(book.objective(self.progress, counted), scores, book.name)


def of_quarter(connection: Connection, quarter: str, book: RuleBook | None = None) -> list[ObjectiveResult]:
    """Every objective of the quarter, in order of number, by the quarter's own rules or by this book."""
    return _read(connection, _objectives.quarter == quarter, book)


def of_objective(connection: Connection, objective: str) -> ObjectiveResult | None:
    """One objective, or None."""
    found = _read(connection, _objectives.objective == objective)
    return found[0] if found else None


def _read(connection: Connection, wanted: ColumnElement[bool], book: RuleBook | None = None) -> list[ObjectiveResult]:
    outcomes = select(Outcomes.table, _objectives.quarter).join_from(
        Outcomes.table, Objectives.table, _objectives.objective == _outcomes.objective
    )
    rows = connection.execute(outcomes.where(wanted).order_by(_objectives.number)).mappings().all()
    # All of them are of one quarter, and what they are made of counts by its rules, whatever quarter that is of.
    book = book or rule_book(quarters.rules_of(connection, rows[0]["quarter"]) if rows else RULES)
    read = goals.below(connection, [row["objective"] for row in rows], book=book)
    return [_objective(read, row, book) for row in rows]


def _objective(read: Goals, row: RowMapping, book: RuleBook) -> ObjectiveResult:
    id_ = row["objective"]
    node, shown = read.tree.objectives[id_], read.objectives[id_]
    return ObjectiveResult(
        objective=id_,
        number=shown.number,
        title=shown.title,
        team=shown.team,
        owner=shown.owner,
        status=shown.status,
        quarter=shown.quarter,
        rules=book.name,
        progress=node.progress,
        key_results=tuple(_key_result(read, each) for each in node.key_results),
        outcome=row,
    )


def _key_result(read: Goals, node: KeyResult) -> KeyResultResult:
    shown = read.key_results[node.id]
    said = node.said is not None or node.sum is not None
    zone = None if shown.zone is None else Zone(shown.zone)
    return KeyResultResult(
        key_result=node.id,
        number=shown.number,
        title=shown.title,
        measure=node.measure,
        progress=node.progress,
        last=Said(node.sum, zone, shown.reached) if said else None,
        weight=Fraction(0) if node.share is None else node.share,
    )


def _percent(weight: Fraction) -> Decimal:
    return round(Decimal(weight.numerator) / weight.denominator, 4).normalize() + 0
