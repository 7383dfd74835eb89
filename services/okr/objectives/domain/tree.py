"""The tree of goals: what every objective and key result comes to, and what that is made of.

A key result's progress is, in this order: what somebody set by hand; the sum of the key results that it is linked to,
pushed through its own measure; the mean of the objectives that are aligned to it; its own check-ins. While nothing that
should feed it has a figure, its own stands. Only what was ever published feeds, and goes on to when it is closed; a
dropped key result counts in no sum.

Until tomoni/2 a dropped one did, and a check-in that was made after the first of its objectives was aligned, or after
it was linked, set it by hand, until it was adopted again. What has ended under those rules stays as it was: an
objective counts by the rules of its own quarter, all the way down.

Two commands at the same moment may close a circle that neither of them could see. Then the alignment or link that came
last is not followed, and marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from services.okr.kernel.arithmetic import Said, progress, size_of
from services.okr.kernel.circles import closing
from services.okr.kernel.rule_book import RULES, RuleBook, rule_book
from services.okr.objectives.domain import roll_up
from services.okr.objectives.domain.goals import Judge, KeyResult, MadeOf, Moment, Objective

Node = Objective | KeyResult

# Sums of values must be exact; decimals have at most 28 digits and 12 places, and only so many are summed.
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Tree:
    """All nodes by id, in the order in which they were given."""

    objectives: dict[str, Objective]
    key_results: dict[str, KeyResult]


def grown(
    objectives: Sequence[Objective],
    key_results: Sequence[KeyResult],
    judge: Judge | None = None,
    book: RuleBook | None = None,
) -> Tree:
    """The tree of these, every node filled in. What is not among them (a parent, a source) is left out of account.

    With a `book` every node counts by it; else each objective, with its key results, by its own.
    """
    tree = Tree({each.id: each for each in objectives}, {each.id: each for each in key_results})
    if book is not None:
        _grow(tree, judge, book)
        return tree
    older = {each.rules for each in objectives} - {RULES} if _rules_matter(tree) else ()
    kept = [figures for name in sorted(older) for figures in _counted_by(tree, judge, rule_book(name))]
    _grow(tree, judge, rule_book(RULES))
    for node, figures in kept:
        for name, figure in figures.items():
            setattr(node, name, figure)
    return tree


def preorder(objectives: Sequence[Objective]) -> list[tuple[Objective, int]]:
    """These objectives, each before what is below it, with its level; what is below none of them is at level 0."""
    among = {each.id for each in objectives}
    tops = [each for each in objectives if each.parent is None or each.parent.id not in among]
    ordered, seen = [], set()
    # A circle through a dropped key result feeds nothing, so it isn't cut: where none is above, the first comes first.
    for top in [*tops, *objectives]:
        ahead = [(top, 0)]
        while ahead:
            here, level = ahead.pop()
            if here.id not in seen:
                seen.add(here.id)
                ordered.append((here, level))
                ahead += [(each, level + 1) for each in reversed(here.below) if each.id in among]
    return ordered


_FIGURES = {Objective: ("progress", "health"), KeyResult: ("progress", "made_of", "otherwise", "sum", "health")}
"""What may be otherwise under another rule book."""


def _rules_matter(tree: Tree) -> bool:
    """Whether rule books can differ about any node: one that others feed was checked in, or a source was dropped."""
    served = {each.parent_key_result for each in tree.objectives.values()}
    for key_result in tree.key_results.values():
        if key_result.said is not None and (key_result.sources or key_result.id in served):
            return True
        if any(each in tree.key_results and not tree.key_results[each].counts for each in key_result.sources):
            return True
    return False


def _counted_by(tree: Tree, judge: Judge | None, book: RuleBook) -> list[tuple[Node, dict[str, object]]]:
    """The figures of those nodes that count by this rule book."""
    _grow(tree, judge, book)
    own = {each.id for each in tree.objectives.values() if each.rules == book.name}
    nodes: list[Node] = [tree.objectives[each] for each in own]
    nodes += [each for each in tree.key_results.values() if each.objective in own]
    return [(node, {name: getattr(node, name) for name in _FIGURES[type(node)]}) for node in nodes]


def _grow(tree: Tree, judge: Judge | None, book: RuleBook) -> None:
    _tie(tree)
    if not _settled(tree, judge, book):
        _cut(tree)
        _tie(tree)
        _settled(tree, judge, book)


def _tie(tree: Tree) -> None:
    """Tell each node what it is made of, and what it serves."""
    for objective in tree.objectives.values():
        objective.key_results, objective.children, objective.below = [], [], []
    for key_result in tree.key_results.values():
        key_result.children, key_result.waits, key_result.otherwise = (), 0, None
        measured = tree.objectives.get(key_result.objective)
        if key_result.counts and measured is not None:
            measured.key_results.append(key_result)
    for objective in tree.objectives.values():
        _align(tree, objective)
    for objective in tree.objectives.values():
        objective.waits = len(objective.key_results) + len(objective.children)


def _align(tree: Tree, objective: Objective) -> None:
    objective.parent = objective.serves = None
    if objective.cut:
        return
    if objective.parent_key_result is not None:
        measured = tree.key_results.get(objective.parent_key_result)
        objective.parent = None if measured is None else tree.objectives.get(measured.objective)
        if measured is not None and measured.counts:
            objective.serves = measured
            measured.children = [*measured.children, objective]
            measured.waits += 1
    elif objective.parent_objective is not None:
        objective.parent = objective.serves = tree.objectives.get(objective.parent_objective)
        if objective.parent is not None:
            objective.parent.children.append(objective)
    if objective.parent is not None:
        objective.parent.below.append(objective)


def _settled(tree: Tree, judge: Judge | None, book: RuleBook) -> bool:
    """Work every node out, those first that others are made of; false where a circle leaves some open."""
    feeds: dict[str, list[KeyResult]] = {}
    for key_result in tree.key_results.values():
        for source in _sources(tree, key_result):
            feeds.setdefault(source.id, []).append(key_result)
            key_result.waits += 1
            _link(tree, source, key_result)
    ready: list[Node] = [each for each in tree.key_results.values() if not each.waits]
    ready += [each for each in tree.objectives.values() if not each.waits]
    done = 0
    while ready:
        node = ready.pop()
        done += 1
        served: list[Node]
        if isinstance(node, KeyResult):
            _key_result(tree, node, judge, book)
            measured = tree.objectives.get(node.objective) if node.counts else None
            served = [*feeds.get(node.id, ())] if measured is None else [measured, *feeds.get(node.id, ())]
        else:
            _objective(node, judge)
            served = [] if node.serves is None else [node.serves]
        for other in served:
            other.waits -= 1
            if not other.waits:
                ready.append(other)
    return done == len(tree.key_results) + len(tree.objectives)


def _objective(objective: Objective, judge: Judge | None) -> None:
    key_results = objective.key_results
    children = [each for each in objective.children if each.feeds]
    objective.heard = _latest([each.heard for each in key_results], [each.heard for each in children])
    weights: Sequence[Fraction] | None = None
    if objective.contribution == "size":
        weights = roll_up.sized([size_of(each.measure) for each in key_results])
    elif any(each.weight is not None for each in key_results):
        weights = roll_up.shares([each.weight for each in key_results])
    for key_result, share in zip(key_results, weights or _even(len(key_results)), strict=True):
        key_result.share = share
    parts = [each.progress for each in key_results]
    objective.progress = roll_up.objective(objective.source, parts, weights, [each.progress for each in children])
    if judge is not None:
        items: list[Node] = [*key_results, *(each for each in children if not each.closed)]
        objective.health = judge.objective(objective, [each.health for each in items if each.health is not None])


@lru_cache
def _even(count: int) -> list[Fraction]:
    return [Fraction(100, count or 1)] * count


def _key_result(tree: Tree, key_result: KeyResult, judge: Judge | None, book: RuleBook) -> None:
    key_result.sum, key_result.heard, key_result.fed = key_result.value, key_result.said, False
    if key_result.sources or key_result.children:
        feeding: list[Node] = [*_living(tree, key_result), *(each for each in key_result.children if each.feeds)]
        key_result.fed = bool(feeding)
        key_result.heard = _latest([key_result.said], [each.heard for each in feeding])
    if not key_result.sources and not key_result.children and key_result.overridden is None:
        key_result.progress = key_result.own
        key_result.made_of = None if key_result.own is None else "check-ins"
    else:
        _fed(tree, key_result, book)
    if judge is not None and (measured := tree.objectives.get(key_result.objective)) is not None:
        key_result.health = own = judge.key_result(key_result, measured)
        if not key_result.children:
            return
        living = [each.health for each in key_result.children if each.feeds and not each.closed]
        key_result.health = judge.worst([each for each in (own, *living) if each is not None])


def _fed(tree: Tree, key_result: KeyResult, book: RuleBook) -> None:
    fed, made_of = _from_others(tree, key_result, book)
    own: MadeOf | None = None if key_result.own is None else "check-ins"
    if key_result.overridden is not None:
        key_result.progress, key_result.made_of = Fraction(key_result.overridden), "override"
        key_result.otherwise = key_result.own if fed is None else fed
    elif fed is None:
        key_result.progress, key_result.made_of = key_result.own, own
    elif own is not None and book.check_ins_override and _by_hand(key_result):
        key_result.progress, key_result.made_of, key_result.otherwise = key_result.own, own, fed
    else:
        key_result.progress, key_result.made_of = fed, made_of
        if made_of == "links":
            key_result.sum = _summed(tree, key_result, book)


def _from_others(tree: Tree, key_result: KeyResult, book: RuleBook) -> tuple[Fraction | None, MadeOf]:
    if key_result.sources and (book.sums_up_dropped or _living(tree, key_result)):
        value = _summed(tree, key_result, book)
        return None if value is None else progress(key_result.measure, [Said(value)]), "links"
    return roll_up.equal([each.progress for each in key_result.children if each.feeds]), "children"


def _summed(tree: Tree, key_result: KeyResult, book: RuleBook) -> Decimal | None:
    whole: Decimal | None = None
    for source in _sources(tree, key_result):
        if source.sum is not None and (source.counts or book.sums_up_dropped):
            whole = source.sum if whole is None else _EXACT.add(whole, source.sum)
    return whole


def _living(tree: Tree, key_result: KeyResult) -> list[KeyResult]:
    """Those of its sources that were not dropped."""
    return [each for each in _sources(tree, key_result) if each.counts]


def _latest(*several: Sequence[Moment | None]) -> Moment | None:
    return max((each for some in several for each in some if each is not None), default=None)


def _by_hand(key_result: KeyResult) -> bool:
    """Whether somebody checked in after the others were to be taken."""
    since: list[Moment] = [] if key_result.taken is None else [key_result.taken]
    if not key_result.sources:
        aligned = [each.aligned for each in key_result.children if each.feeds and each.aligned is not None]
        since += [min(aligned)] if aligned else []
    return key_result.said is not None and all(key_result.said > moment for moment in since)


def _sources(tree: Tree, key_result: KeyResult) -> list[KeyResult]:
    wanted = [each for each in key_result.sources if each not in key_result.cut] if key_result.sources else ()
    return [tree.key_results[each] for each in wanted if each in tree.key_results]


def _link(tree: Tree, source: KeyResult, key_result: KeyResult) -> None:
    if source.objective != key_result.objective:
        for end in (source, key_result):
            if (measured := tree.objectives.get(end.objective)) is not None:
                measured.linked = True


def _cut(tree: Tree) -> None:
    """Mark what closes a circle: of the ties between nodes that were left open, those that came last."""
    nodes: list[Node] = [*tree.objectives.values(), *tree.key_results.values()]
    open_ = {each.id for each in nodes if each.waits}
    fixed = [(each.id, each.objective) for each in tree.key_results.values() if each.counts and each.id in open_]
    ties: list[tuple[Moment | None, str, str]] = []
    for objective in tree.objectives.values():
        if objective.id in open_ and objective.serves is not None:
            ties.append((objective.aligned, objective.id, objective.serves.id))
    for key_result in tree.key_results.values():
        if key_result.id in open_:
            ties += [(key_result.taken, each.id, key_result.id) for each in _sources(tree, key_result)]
    ties.sort(key=lambda tie: (tie[0] is not None, tie[0] or (), tie[1], tie[2]))
    for one, other in closing(fixed, [(one, other) for _, one, other in ties]):
        if one in tree.objectives:
            tree.objectives[one].cut = True
        else:
            cut = tree.key_results[other]
            cut.cut = [*cut.cut, one]
