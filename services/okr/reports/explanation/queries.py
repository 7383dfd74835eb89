"""What a figure is made of: the very nodes of the tree that the board shows, told with their sums. Queries only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from services.okr.kernel.arithmetic import Said, needs_every_check_in, percent
from services.okr.kernel.pace import expected, pace
from services.okr.kernel.rule_book import RuleBook, rule_book
from services.okr.objectives.domain.goals import KeyResult, Objective
from services.okr.objectives.domain.judge import HealthOn
from services.okr.objectives.views import board, check_ins, goals, key_results, objectives, outcomes
from services.okr.objectives.views.explained import KeyResultExplained, ObjectiveExplained, PaceTold, PartExplained
from services.okr.objectives.views.goals import Goals
from services.okr.objectives.views.histories import histories, said_in
from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective
from services.okr.quarters import view as quarters
from services.okr.reports.explanation.domain import formulas
from shared.events import NotFound

_ALL = 1_000_000


def key_result(connection: Connection, id_: str, judge: HealthOn) -> KeyResultExplained:
    """What the key result's figures are made of. Raises NotFound where there was no such key result."""
    measured, read, book = _read(connection, id_, judge)
    node = read.tree.key_results[id_]
    shown = board.key_result(connection, id_, judge)
    assert shown is not None
    said, counting, planned = _said(connection, node)
    own = formulas.of_measure(node.measure, said, planned)
    return KeyResultExplained(
        id=id_,
        number=shown.number,
        title=shown.title,
        objective=measured.id,
        on=judge.on,
        rules=book.name,
        measure=shown.measure,
        progress=shown.progress,
        exact=_exact(node.progress),
        made_of=shown.made_of,
        rule=_rule(node, read, own, book),
        remarks=_remarks(node, read, book),
        items=tuple(_items_of(node, read)),
        otherwise=shown.otherwise,
        drift=shown.drift,
        confidence=shown.confidence,
        confidence_says=judge.sureness(node),
        pace=_pace(node, measured, judge),
        said_at=shown.checked_in_at,
        silent_days=_silent(node, judge),
        stale_days=judge.thresholds.stale_days,
        health=shown.health,
        health_rule=_health_rule(node, measured, shown, judge),
        counting=counting,
    )


def objective(connection: Connection, id_: str, judge: HealthOn) -> ObjectiveExplained:
    """What the objective's figures are made of. Raises NotFound where there was no such objective."""
    shown = board.objective(connection, id_, judge)
    if shown is None:
        raise NotFound("there was no such objective then; ask as of a later time")
    book = _book(connection, shown.quarter, judge)
    read = goals.below(connection, [id_], judge, book)
    node = read.tree.objectives[id_]
    row = outcomes.by_id(connection, id_)
    children = [each for each in node.children if each.feeds]
    weighted = node.source == "key-results"
    parts = [(each.progress, each.share if weighted else None) for each in node.key_results]
    scored = row is not None and row["scored"] is not None
    items = [_item(each, read.key_results[each.id], by_weight=weighted) for each in node.key_results]
    items += [_child(each, read.objectives[each.id]) for each in children]
    return ObjectiveExplained(
        id=id_,
        number=shown.number,
        title=shown.title,
        on=judge.on,
        rules=book.name,
        source=node.source,
        contribution=node.contribution,
        progress=shown.progress,
        exact=_exact(node.progress),
        rule=formulas.of_objective(node.source, parts, [each.progress for each in children], node.progress),
        items=tuple(items),
        confidence=shown.confidence,
        health=shown.health,
        health_rule=_worst_rule(items, shown.health),
        score=None if row is None or row["score"] is None else str(row["score"]),
        proposed=None if row is None or row["proposed"] is None else str(row["proposed"]),
        score_rule=_score_rule(dict(row)) if row is not None and scored else "not scored yet",
    )


def renumbered(told: KeyResultExplained, known: dict[str, str]) -> KeyResultExplained:
    """The same under the numbers of now."""
    items = tuple(replace(each, number=known.get(each.id, each.number)) for each in told.items)
    return replace(told, number=known.get(told.id, told.number), items=items)


def objective_renumbered(told: ObjectiveExplained, known: dict[str, str]) -> ObjectiveExplained:
    """The same under the numbers of now."""
    items = tuple(replace(each, number=known.get(each.id, each.number)) for each in told.items)
    return replace(told, number=known.get(told.id, told.number), items=items)


def _read(connection: Connection, id_: str, judge: HealthOn) -> tuple[Objective, Goals, RuleBook]:
    """What the key result measures, what is read to explain it, and the rule book that all of this counts by."""
    measured = key_results.objective_of(connection, id_)
    if measured is None:
        raise NotFound("there was no such key result then; ask as of a later time")
    book = _book(connection, objectives.quarter_of(connection, measured), judge)
    read = goals.below(connection, [measured], judge, book)
    return read.tree.objectives[measured], read, book


def _book(connection: Connection, quarter: str | None, judge: HealthOn) -> RuleBook:
    """The rule book of an objective of this quarter."""
    return rule_book(judge.rules.get(quarter or "") or quarters.rules_of(connection, quarter))


def _said(connection: Connection, node: KeyResult) -> tuple[list[Said], tuple[str, ...], int | None]:
    """The check-ins that count, in effective order, with their ids; and how many were planned."""
    rows = [row for row in check_ins.of_key_result(connection, node.id, limit=_ALL) if row["retracted"] is None][::-1]
    if not needs_every_check_in(node.measure):
        return [said_in(row) for row in rows[-1:]], tuple(row["check_in"] for row in rows[-1:]), None
    history = histories(connection, [node.id])[node.id]
    return history.said, tuple(row["check_in"] for row in rows), history.planned


def _rule(node: KeyResult, read: Goals, own: str, book: RuleBook) -> str:
    match node.made_of:
        case "override":
            rest = "" if node.otherwise is None else f"; what it is made of says {formulas.shown(node.otherwise)}"
            return f"set by hand to {formulas.shown(node.progress)}{rest}"
        case "links":
            sources = [read.tree.key_results[each] for each in node.sources if each in read.tree.key_results]
            values = [each.sum for each in sources if each.counts or book.sums_up_dropped]
            assert node.sum is not None
            return formulas.of_sum(node.measure, values, node.sum)
        case "children":
            return formulas.of_mean([each.progress for each in node.children if each.feeds], node.progress)
        case _ if node.otherwise is not None:
            told = "checked in by hand after it was linked or aligned to; adopting would give"
            return f"{own}; {told} {formulas.shown(node.otherwise)}"
        case _:
            return own


def _remarks(node: KeyResult, read: Goals, book: RuleBook) -> tuple[str, ...]:
    """What about the figure depends on the rule book, a sentence each."""
    sources = [read.tree.key_results[each] for each in node.sources if each in read.tree.key_results]
    found = []
    if gone := sum(not each.counts for each in sources):
        told = "still counts" if book.sums_up_dropped else "counts no more"
        found.append(f"by the rules {book.name} a key result that was dropped {told} in a sum: here {gone}")
    if node.fed and node.own is not None and node.made_of in ("children", "links"):
        found.append(f"by the rules {book.name} check-ins of its own don't count while others feed it")
    if node.otherwise is not None and node.made_of == "check-ins":
        found.append(f"by the rules {book.name} a check-in takes the place of what feeds it")
    return tuple(found)


def _items_of(node: KeyResult, read: Goals) -> Iterable[PartExplained]:
    for each in node.sources:
        if each in read.tree.key_results:
            yield _item(read.tree.key_results[each], read.key_results[each], by_weight=False)
    for child in node.children:
        if child.feeds:
            yield _child(child, read.objectives[child.id])


def _item(node: KeyResult, shown: BoardKeyResult, *, by_weight: bool) -> PartExplained:
    share = formulas.points(node.share / 100) if by_weight and node.share is not None else None
    return PartExplained(
        id=node.id,
        number=shown.number,
        what="key result",
        progress=percent(node.progress),
        share=share,
        health=node.health,
        dropped=not node.counts,
    )


def _child(node: Objective, shown: BoardObjective) -> PartExplained:
    return PartExplained(
        id=node.id, number=shown.number, what="objective", progress=percent(node.progress), health=node.health
    )


def _pace(node: KeyResult, measured: Objective, judge: HealthOn) -> PaceTold | None:
    period = None if measured.quarter is None else judge.periods.get(measured.quarter)
    if period is None or node.progress is None:
        return None
    due = expected(*period, judge.on, node.phases)
    named = pace(node.progress, due, judge.thresholds)
    gap = formulas.points(due - node.progress)
    sentence = formulas.of_pace(node.progress, due, named, judge.thresholds)
    return PaceTold(expected=percent(due) or 0, gap=gap, pace=named, sentence=sentence)


def _silent(node: KeyResult, judge: HealthOn) -> int | None:
    return None if node.heard is None else (judge.on - node.heard[0].astimezone(judge.zone).date()).days


def _health_rule(node: KeyResult, measured: Objective, shown: BoardKeyResult, judge: HealthOn) -> str:
    own = judge.key_result(node, measured)
    if measured.closed:
        return "its objective is closed"
    if measured.published is None:
        return "its objective is a draft: pending"
    if own == "stale":
        limit = judge.thresholds.stale_days
        of = " of what feeds it" if node.fed else ""
        days = _silent(node, judge)
        since = "nobody ever checked in" if days is None else f"the last check-in{of} is {days} days old"
        told = f"{since}, stale from {limit} days on"
    else:
        reasons = []
        if (sure := judge.sureness(node)) is not None:
            reasons.append(f"confidence {node.confidence} says {sure}")
        if (by_pace := _pace(node, measured, judge)) is not None:
            reasons.append(f"pace says {by_pace.pace}")
        told = f"worst of {' and '.join(reasons)}" if reasons else _nothing_to_judge_by(node, measured)
    living = [each.health for each in node.children if each.feeds and not each.closed and each.health is not None]
    below = f"; worst with the objectives below it ({', '.join(living)})" if living else ""
    return f"{told}{below}: {shown.health}"


def _nothing_to_judge_by(node: KeyResult, measured: Objective) -> str:
    """Why it is pending."""
    if node.heard is None:
        return "nothing of what feeds it was checked in yet" if node.fed else "nothing said yet"
    if node.progress is None:
        return "checked in, which gives no progress, and without a confidence"
    if measured.quarter is None:
        return "checked in without a confidence, and the backlog has no pace to keep"
    return "checked in without a confidence, and the days of its quarter aren't known yet"


def _worst_rule(items: list[PartExplained], health: str | None) -> str:
    told = ", ".join(f"{each.number} {each.health}" for each in items if each.health is not None)
    return f"worst of {told}: {health}" if told else f"nothing to judge by: {health}"


def _score_rule(row: dict[str, Any]) -> str:
    who = "nobody judged, so the proposal stands" if row["automatic"] else "decided by a person"
    proposed = "–" if row["proposed"] is None else row["proposed"]
    return f"proposed {proposed} by the rule book {row['rules']}; {who}"


def _exact(part: Fraction | None) -> str | None:
    return None if part is None else str(part)
