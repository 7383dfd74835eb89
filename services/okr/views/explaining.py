"""What a figure is made of: the very nodes of the tree that the board shows, told with their sums. Queries only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from services.okr.domain import formulas
from services.okr.domain.arithmetic import Said, needs_every_check_in, percent
from services.okr.domain.goals import KeyResult, Objective
from services.okr.domain.health import by_confidence
from services.okr.domain.judge import HealthOn
from services.okr.domain.pace import expected, pace
from services.okr.domain.rule_book import RULES
from services.okr.views import board, check_ins, goals, outcomes
from services.okr.views.explained import Item, KeyResultExplained, ObjectiveExplained, PaceTold
from services.okr.views.goals import Goals
from services.okr.views.histories import histories, said_in
from services.okr.views.standing import BoardKeyResult, BoardObjective
from shared.events import NotFound

_ALL = 1_000_000


def key_result(connection: Connection, id_: str, judge: HealthOn) -> KeyResultExplained:
    """What the key result's figures are made of. Raises NotFound where there was no such key result."""
    measured, read = _read(connection, id_, judge)
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
        rules=RULES,
        measure=shown.measure,
        progress=shown.progress,
        exact=_exact(node.progress),
        made_of=shown.made_of,
        rule=_rule(node, read, own),
        items=tuple(_items_of(node, read)),
        otherwise=shown.otherwise,
        drift=shown.drift,
        confidence=shown.confidence,
        confidence_says=None if shown.confidence is None else by_confidence(shown.confidence, judge.thresholds),
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
    read = goals.below(connection, [id_], judge)
    node = read.tree.objectives.get(id_)
    shown = board.objective(connection, id_, judge)
    if node is None or shown is None:
        raise NotFound("there was no such objective then; ask as of a later time")
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
        rules=RULES,
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


def _read(connection: Connection, id_: str, judge: HealthOn) -> tuple[Objective, Goals]:
    shown = board.key_result(connection, id_)
    if shown is None:
        raise NotFound("there was no such key result then; ask as of a later time")
    read = goals.below(connection, [shown.objective], judge)
    return read.tree.objectives[shown.objective], read


def _said(connection: Connection, node: KeyResult) -> tuple[list[Said], tuple[str, ...], int | None]:
    """The check-ins that count, in effective order, with their ids; and how many were planned."""
    rows = [row for row in check_ins.of_key_result(connection, node.id, limit=_ALL) if row["retracted"] is None][::-1]
    if not needs_every_check_in(node.measure):
        return [said_in(row) for row in rows[-1:]], tuple(row["check_in"] for row in rows[-1:]), None
    history = histories(connection, [node.id])[node.id]
    return history.said, tuple(row["check_in"] for row in rows), history.planned


def _rule(node: KeyResult, read: Goals, own: str) -> str:
    match node.made_of:
        case "override":
            rest = "" if node.otherwise is None else f"; what it is made of says {formulas.shown(node.otherwise)}"
            return f"set by hand to {formulas.shown(node.progress)}{rest}"
        case "links":
            values = [read.tree.key_results[each].sum for each in node.sources if each in read.tree.key_results]
            assert node.sum is not None
            return formulas.of_sum(node.measure, values, node.sum)
        case "children":
            return formulas.of_mean([each.progress for each in node.children if each.feeds], node.progress)
        case _ if node.otherwise is not None:
            told = "checked in by hand after it was linked or aligned to; adopting would give"
            return f"{own}; {told} {formulas.shown(node.otherwise)}"
        case _:
            return own


def _items_of(node: KeyResult, read: Goals) -> Iterable[Item]:
    for each in node.sources:
        if each in read.tree.key_results:
            yield _item(read.tree.key_results[each], read.key_results[each], by_weight=False)
    for child in node.children:
        if child.feeds:
            yield _child(child, read.objectives[child.id])


def _item(node: KeyResult, shown: BoardKeyResult, *, by_weight: bool) -> Item:
    share = formulas.points(node.share / 100) if by_weight and node.share is not None else None
    return Item(
        id=node.id,
        number=shown.number,
        what="key result",
        progress=percent(node.progress),
        share=share,
        health=node.health,
    )


def _child(node: Objective, shown: BoardObjective) -> Item:
    return Item(id=node.id, number=shown.number, what="objective", progress=percent(node.progress), health=node.health)


def _pace(node: KeyResult, measured: Objective, judge: HealthOn) -> PaceTold | None:
    period = None if measured.quarter is None else judge.periods.get(measured.quarter)
    if period is None or node.progress is None:
        return None
    due = expected(*period, judge.on, node.phases)
    named = pace(node.progress, due, judge.thresholds)
    bounds = f"on track below {judge.thresholds.on_track_below}, behind up to {judge.thresholds.behind_up_to}"
    gap = formulas.points(due - node.progress)
    return PaceTold(
        expected=percent(due) or 0,
        gap=gap,
        pace=named,
        sentence=f"{formulas.shown(due)} due − {formulas.shown(node.progress)} done = {gap} points: {named} ({bounds})",
    )


def _silent(node: KeyResult, judge: HealthOn) -> int | None:
    return None if node.said is None else (judge.on - node.said[0].astimezone(judge.zone).date()).days


def _health_rule(node: KeyResult, measured: Objective, shown: BoardKeyResult, judge: HealthOn) -> str:
    own = judge.key_result(node, measured)
    if measured.closed:
        return "its objective is closed"
    if measured.published is None:
        return "its objective is a draft: pending"
    if own == "stale":
        limit = judge.thresholds.stale_days
        since = (
            "nobody ever checked in" if node.said is None else f"the last check-in is {_silent(node, judge)} days old"
        )
        told = f"{since}, stale from {limit} days on"
    else:
        reasons = []
        if node.confidence is not None:
            reasons.append(f"confidence {node.confidence} says {by_confidence(node.confidence, judge.thresholds)}")
        if (by_pace := _pace(node, measured, judge)) is not None:
            reasons.append(f"pace says {by_pace.pace}")
        told = f"worst of {' and '.join(reasons)}" if reasons else "nothing said yet: pending"
    living = [each.health for each in node.children if each.feeds and not each.closed and each.health is not None]
    below = f"; worst with the objectives below it ({', '.join(living)})" if living else ""
    return f"{told}{below}: {shown.health}"


def _worst_rule(items: list[Item], health: str | None) -> str:
    told = ", ".join(f"{each.number} {each.health}" for each in items if each.health is not None)
    return f"worst of {told}: {health}" if told else f"nothing to judge by: {health}"


def _score_rule(row: dict[str, Any]) -> str:
    who = "nobody judged, so the proposal stands" if row["automatic"] else "decided by a person"
    proposed = "–" if row["proposed"] is None else row["proposed"]
    return f"proposed {proposed} by the rule book {row['rules']}; {who}"


def _exact(part: Fraction | None) -> str | None:
    return None if part is None else str(part)
