"""Where the objectives of a quarter stand, exactly: what scores are proposed from, and what a frozen quarter keeps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from services.okr.domain.arithmetic import Said, needs_every_check_in, progress, roll_up
from services.okr.domain.rule_book import Counted, RuleBook
from services.okr.domain.scoring import Proposal
from services.okr.views.check_ins import CheckIns, latest
from services.okr.views.key_results import KeyResults, measure_of
from services.okr.views.objectives import Objectives
from services.okr.views.outcomes import Outcomes
from shared.events import KeyResultScore, Measure, Zone

_objectives, _key_results, _outcomes = Objectives.table.c, KeyResults.table.c, Outcomes.table.c
_check_ins = CheckIns.table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultResult:
    """A key result that counts: its raw progress (None: never checked in), what was said last, its part in percent."""

    key_result: str
    number: str
    title: str
    measure: Measure
    progress: Fraction | None
    last: Said | None
    weight: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveResult:
    """An objective, what its key results come to, and its row among the outcomes."""

    objective: str
    number: str
    title: str
    team: str | None
    owner: str | None
    status: str
    quarter: str | None
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

    def proposal(self, book: RuleBook) -> Proposal:
        """What the rule book makes of it."""
        scores = tuple(
            KeyResultScore(key_result=one.key_result, score=book.key_result(one.progress), weight=_percent(one.weight))
            for one in self.key_results
        )
        counted = [Counted(one.progress, one.weight) for one in self.key_results]
        return Proposal(book.objective(self.progress, counted), scores, book.name)


def of_quarter(connection: Connection, quarter: str) -> list[ObjectiveResult]:
    """Every objective of the quarter, in order of number."""
    return _read(connection, _objectives.quarter == quarter)


def of_objective(connection: Connection, objective: str) -> ObjectiveResult | None:
    """One objective, or None."""
    found = _read(connection, _objectives.objective == objective)
    return found[0] if found else None


_OBJECTIVES = (
    select(Objectives.table, Outcomes.table)
    .join_from(Objectives.table, Outcomes.table, _outcomes.objective == _objectives.objective)
    .order_by(_objectives.number)
)
_KEY_RESULTS = (
    select(KeyResults.table, _check_ins.check_in, _check_ins.value, _check_ins.zone)
    .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
    .outerjoin(CheckIns.table, _check_ins.check_in == latest(_key_results.key_result))
    .where(_key_results.dropped.is_(False))
    .order_by(_key_results.number)
)


def _read(connection: Connection, wanted: ColumnElement[bool]) -> list[ObjectiveResult]:
    rows: dict[str, list[RowMapping]] = {}
    for row in connection.execute(_KEY_RESULTS.where(wanted)).mappings():
        rows.setdefault(row["objective"], []).append(row)
    return [
        _objective(connection, row, rows.get(row["objective"], []))
        for row in connection.execute(_OBJECTIVES.where(wanted)).mappings()
    ]


def _objective(connection: Connection, row: RowMapping, rows: list[RowMapping]) -> ObjectiveResult:
    weight = Fraction(100, len(rows)) if rows else Fraction(0)
    key_results = tuple(_key_result(connection, each, weight) for each in rows)
    return ObjectiveResult(
        objective=row["objective"],
        number=f"O-{row['number']}",
        title=row["title"],
        team=row["team"],
        owner=row["owner"],
        status=row["status"],
        quarter=row["quarter"],
        progress=roll_up(one.progress for one in key_results),
        key_results=key_results,
        outcome=row,
    )


def _key_result(connection: Connection, row: RowMapping, weight: Fraction) -> KeyResultResult:
    measure = measure_of(row)
    last = None if row["check_in"] is None else _said(row)
    if last is not None and needs_every_check_in(measure):
        said = _every(connection, row["key_result"])
    else:
        said = [] if last is None else [last]
    return KeyResultResult(
        key_result=row["key_result"],
        number=f"KR-{row['number']}",
        title=row["title"],
        measure=measure,
        progress=progress(measure, said),
        last=last,
        weight=weight,
    )


def _every(connection: Connection, key_result: str) -> list[Said]:
    query = select(CheckIns.table).where(_check_ins.key_result == key_result, _check_ins.retracted.is_(None))
    query = query.order_by(_check_ins.time, _check_ins.position)
    return [_said(row) for row in connection.execute(query).mappings()]


def _said(row: RowMapping) -> Said:
    zone = None if row["zone"] is None else Zone(row["zone"])
    return Said(value=row["value"], zone=zone)


def _percent(weight: Fraction) -> Decimal:
    return round(Decimal(weight.numerator) / weight.denominator, 4).normalize() + 0
