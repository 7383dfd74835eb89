"""The tree of goals: what nodes are made of, what is set by hand, links, circles, levels."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from services.okr.kernel.arithmetic import percent
from services.okr.kernel.circles import closing, way
from services.okr.kernel.rule_book import FIRST, RULES, RuleBook, rule_book
from services.okr.objectives.domain.goals import KeyResult, Moment, Objective, companys
from services.okr.objectives.domain.tree import Tree, grown, preorder
from shared.events import Metric
from tests.oracles import oracle

START = datetime(2026, 7, 1, tzinfo=UTC)
HUNDRED = Metric(baseline=Decimal(0), target=Decimal(100))


def at(day: int) -> Moment:
    return START + timedelta(days=day), day


def goal(id_: str, serves: str | None = None, day: int = 1, **known: Any) -> Objective:
    """A published objective; what it serves is a key result where its name begins with k."""
    if serves is not None:
        known["parent_key_result" if serves.startswith("k") else "parent_objective"] = serves
        known["aligned"] = at(day)
    return Objective(id_, **{"published": START, **known})


def measured(id_: str, objective: str, value: int | None = None, day: int = 0, **known: Any) -> KeyResult:
    """A key result from 0 to 100, with one check-in where it has a value."""
    made = KeyResult(id_, objective, HUNDRED, **known)
    if value is not None:
        made.own, made.value, made.said = Fraction(value, 100), Decimal(value), at(day)
    return made


def shown(tree: Tree, id_: str) -> tuple[int | None, str | None, int | None, int | None]:
    one = tree.key_results[id_]
    return percent(one.progress), one.made_of, percent(one.otherwise), percent(one.drift)


def by_first(id_: str, **known: Any) -> Objective:
    """An objective of a quarter that ended under the first rule book."""
    return goal(id_, rules=FIRST, **known)


def children_of(figures: Iterable[int | None], serves: str, day: int = 1) -> tuple[list[Objective], list[KeyResult]]:
    objectives = [goal(f"c{number}", serves, day) for number, _ in enumerate(figures)]
    return objectives, [measured(f"kc{number}", f"c{number}", figure) for number, figure in enumerate(figures)]


@pytest.mark.parametrize("case", oracle("okr", "child_to_parent"))
def test_published_ways_from_child_to_parent(case: dict[str, Any]) -> None:
    if "own" in case:
        objectives, key_results = children_of([case["children"]], "kp", day=1)
        drift = case["children"] - case["own"]
        by_hand = measured("kp", "p", overridden=Decimal(case["own"]) / 100)
        tree = grown([goal("p"), *objectives], [by_hand, *key_results])
        assert shown(tree, "kp") == (case["own"], "override", case["children"], drift)
        adopted = measured("kp", "p", taken=at(3))
        tree = grown([goal("p"), *objectives], [adopted, *children_of([case["children"]], "kp")[1]])
        assert shown(tree, "kp") == (case["children"], "children", None, None)

        checked_in = measured("kp", "p", case["own"], day=2)
        objectives, key_results = children_of([case["children"]], "kp", day=1)
        tree = grown([by_first("p"), *objectives], [checked_in, *key_results])
        assert shown(tree, "kp") == (case["own"], "check-ins", case["children"], drift), "by the first rule book"
    else:
        objectives, key_results = children_of(case["parent_key_result_children"], "kp")
        tree = grown([goal("p"), *objectives], [measured("kp", "p"), *key_results])
        assert shown(tree, "kp") == (case["parent_key_result"], "children", None, None)


@pytest.mark.parametrize("rules", [FIRST, RULES])
def test_children_feed_until_somebody_sets_it_by_hand(rules: str) -> None:
    def with_parent(**known: Any) -> tuple[int | None, str | None, int | None, int | None]:
        objectives, key_results = children_of([40, None], "kp", day=5)
        parts = [measured("kp", "p", **known), *key_results]
        return shown(grown([goal("p", rules=rules), *objectives], parts), "kp")

    fed = (20, "children", None, None)
    checked_in = (90, "check-ins", 20, -70) if rules == FIRST else fed
    assert with_parent() == fed
    assert with_parent(value=90, day=4) == fed
    assert with_parent(value=90, day=6) == checked_in
    assert with_parent(value=90, day=6, taken=at(7)) == fed
    assert with_parent(value=90, day=8, taken=at(7)) == checked_in
    assert with_parent(overridden=Decimal("0.1")) == (10, "override", 20, 10)
    assert with_parent(value=90, day=6, overridden=Decimal("0.1")) == (10, "override", 20, 10)


def test_an_override_drifts_from_own_check_ins_where_nothing_feeds() -> None:
    tree = grown([goal("p")], [measured("k", "p", 30, overridden=Decimal("0.5")), measured("k2", "p")])
    assert shown(tree, "k") == (50, "override", 30, -20)
    assert shown(tree, "k2") == (None, None, None, None)
    assert tree.objectives["p"].progress == Fraction(1, 4)


def test_another_child_takes_nothing_back_from_who_set_it_by_hand() -> None:
    early, late = goal("a", "kp", day=1), goal("b", "kp", day=9)
    parts = [measured("kp", "p", 70, day=5), measured("ka", "a", 10), measured("kb", "b", 30)]
    assert shown(grown([by_first("p"), early, late], parts), "kp") == (70, "check-ins", 20, -50)
    parts[0].overridden = Decimal("0.7")
    assert shown(grown([goal("p"), early, late], parts), "kp") == (70, "override", 20, -50)


def test_while_children_have_no_figure_the_key_results_own_stands() -> None:
    objectives, key_results = children_of([None, None], "kp", day=5)
    tree = grown([goal("p"), *objectives], [measured("kp", "p", 30, day=1), *key_results])
    assert shown(tree, "kp") == (30, "check-ins", None, None)


def test_only_what_was_published_feeds_and_a_closed_one_goes_on_to() -> None:
    draft, closed = goal("d", "kp", published=None), goal("c", "kp", closed=True)
    parts = [measured("kp", "p"), measured("kd", "d", 100), measured("kc", "c", 20)]
    tree = grown([goal("p"), draft, closed], parts)
    assert shown(tree, "kp") == (20, "children", None, None)
    assert [each.id for each in tree.objectives["p"].below] == ["d", "c"]


@pytest.mark.parametrize(("source", "expected"), [("key-results", 30), ("children", 80), ("both", 55)])
def test_an_objectives_source(source: Any, expected: int) -> None:
    parts = [measured("k", "p", 30), measured("ka", "a", 80), measured("kb", "b")]
    tree = grown([goal("p", source=source), goal("a", "p"), goal("b", "p", published=None)], parts)
    assert percent(tree.objectives["p"].progress) == expected


def test_links_sum_values_up_not_percentages() -> None:
    ten = Metric(baseline=Decimal(0), target=Decimal(10))
    a, b, c = measured("ka", "a", 5), measured("kb", "b", 2), measured("kc", "c")
    a.measure = b.measure = ten
    whole = measured("kw", "p", 1, day=1, sources=["ka", "kb", "kc", "gone"], taken=at(2))
    above = measured("ku", "p", sources=["kw"], taken=at(2))
    tree = grown([goal("p"), goal("a"), goal("b"), goal("c")], [whole, above, a, b, c])
    assert shown(tree, "kw") == (7, "links", None, None)
    assert (tree.key_results["kw"].sum, shown(tree, "ku")) == (Decimal(7), (7, "links", None, None))
    assert not any(each.isolated for id_, each in tree.objectives.items() if id_ != "b")

    again = [measured("kw", "p", 9, day=3, sources=["ka"], taken=at(2)), measured("ka", "a", 5)]
    assert shown(grown([goal("p"), goal("a")], again), "kw") == (5, "links", None, None)
    assert shown(grown([by_first("p"), goal("a")], again), "kw") == (9, "check-ins", 5, -4)
    nothing = [measured("kw", "p", 9, day=1, sources=["ka"], taken=at(2)), measured("ka", "a")]
    assert shown(grown([goal("p"), goal("a")], nothing), "kw") == (9, "check-ins", None, None)


def test_a_dropped_key_result_counts_in_no_sum() -> None:
    def summed(goals: list[Objective], *counting: bool) -> tuple[Decimal | None, Any]:
        sources = [measured(f"k{n}", "a", n + 1, counts=counts) for n, counts in enumerate(counting)]
        whole = measured("kw", "p", 50, day=1, sources=[each.id for each in sources], taken=at(2))
        tree = grown([*goals, goal("a")], [whole, *sources])
        return tree.key_results["kw"].sum, shown(tree, "kw")

    assert summed([goal("p")], True, True) == (Decimal(3), (3, "links", None, None))
    assert summed([goal("p")], True, False) == (Decimal(1), (1, "links", None, None))
    assert summed([by_first("p")], True, False) == (Decimal(3), (3, "links", None, None))
    assert summed([goal("p")], False, False) == (Decimal(50), (50, "check-ins", None, None)), "its own stand again"


def test_where_every_source_was_dropped_the_objectives_aligned_to_it_feed() -> None:
    objectives, parts = children_of([40], "kw")
    parts += [measured("ka", "p", 7, counts=False), measured("kw", "p", sources=["ka"], taken=at(2))]
    assert shown(grown([goal("p"), *objectives], parts), "kw") == (40, "children", None, None)


def test_a_quarter_that_ended_under_former_rules_counts_by_them_all_the_way_down() -> None:
    def nodes() -> tuple[list[Objective], list[KeyResult]]:
        gone = measured("kx", "a", 30, counts=False)
        whole = measured("ka", "a", sources=["kx", "ky"], taken=at(2))
        parts = [measured("kp", "p"), measured("kq", "q"), gone, measured("ky", "a", 10), whole]
        return [by_first("p"), goal("q"), goal("a", "kp"), goal("b", "kq")], [*parts, measured("kb", "b", 20)]

    tree = grown(*nodes())
    assert shown(tree, "ka")[0] == 10, "a runs, whatever it serves"
    assert percent(tree.objectives["a"].progress) == 10
    assert percent(tree.objectives["p"].progress) == 25, "what p is made of sums the dropped one up"
    assert percent(tree.objectives["q"].progress) == 20
    alone = grown(*nodes(), book=rule_book(FIRST))
    assert tree.objectives["p"].progress == alone.objectives["p"].progress
    assert alone.key_results["ka"].sum == Decimal(40)


def test_what_others_feed_is_as_fresh_as_they_are() -> None:
    parts = [measured("kp", "p"), measured("ka", "a", 5, day=4), measured("kb", "b", 5, day=7)]
    parts += [measured("kw", "p", 9, day=1, sources=["ka", "kz"], taken=at(2)), measured("kz", "a", 1, 9, counts=False)]
    tree = grown([goal("p"), goal("a", "kp"), goal("b", "kp"), goal("d", "kd", published=None)], parts)
    heard = {id_: (one.fed, one.heard) for id_, one in tree.key_results.items() if id_ in ("kp", "kw", "ka")}
    assert heard == {"kp": (True, at(7)), "kw": (True, at(4)), "ka": (False, at(4))}
    draft = grown([goal("p"), goal("a", "kp", published=None)], [measured("kp", "p"), measured("ka", "a", 5, day=4)])
    assert (draft.key_results["kp"].fed, draft.key_results["kp"].heard) == (False, None), "a draft feeds nothing"


def test_sums_are_exact_where_floats_and_contexts_are_not() -> None:
    tiny = measured("ka", "a", 0)
    huge = measured("kb", "b", 0)
    tiny.value, huge.value = Decimal("0.000000000001"), Decimal(10) ** 27
    tree = grown([goal("p")], [measured("kw", "p", sources=["ka", "kb"], taken=at(0)), tiny, huge])
    assert tree.key_results["kw"].sum == Decimal("1000000000000000000000000000.000000000001")


def test_what_stands_alone_is_marked() -> None:
    lone = [goal("lone"), goal("ours", company=True), goal("gone", closed=True), goal("p"), goal("c", "p")]
    tree = grown(lone, [])
    assert [each.id for each in tree.objectives.values() if each.isolated] == ["lone"]
    assert [companys(team) for team in (None, "Company", "COMPANY", "Sales")] == [True, True, True, False]


def test_a_circle_is_cut_at_what_came_last_and_marked() -> None:
    def nodes() -> tuple[list[Objective], list[KeyResult]]:
        return (
            [goal("a", "kb", day=2), goal("b", "kc", day=4), goal("c", "ka", day=3), goal("d", "a", day=1)],
            [measured("ka", "a", 10), measured("kb", "b", 20), measured("kc", "c", 30), measured("kd", "d", 50)],
        )

    tree = grown(*nodes())
    assert {id_: each.cut for id_, each in tree.objectives.items()} == {"a": False, "b": True, "c": False, "d": False}
    assert shown(tree, "kc") == (30, "check-ins", None, None)
    assert all(each.progress is not None for each in tree.objectives.values())
    assert [(each.id, level) for each, level in preorder(list(tree.objectives.values()))] == [
        ("b", 0),
        ("a", 1),
        ("c", 2),
        ("d", 2),
    ]
    objectives, key_results = nodes()
    turned = grown(objectives[::-1], key_results[::-1])
    assert {id_: each.progress for id_, each in turned.objectives.items()} == {
        id_: each.progress for id_, each in tree.objectives.items()
    }


def test_links_that_close_a_circle_are_cut_too() -> None:
    parts = [
        measured("ka", "a", 10, sources=["kb"], taken=at(1)),
        measured("kb", "b", 20, sources=["ka"], taken=at(2)),
    ]
    tree = grown([goal("a"), goal("b")], parts)
    assert [list(each.cut) for each in tree.key_results.values()] == [[], ["ka"]]
    assert shown(tree, "kb") == (20, "check-ins", None, None)
    itself = grown([goal("a", "a")], [measured("ka", "a", 10, sources=["ka"], taken=at(1))])
    assert (itself.objectives["a"].cut, list(itself.key_results["ka"].cut)) == (True, ["ka"])
    assert itself.objectives["a"].progress == Fraction(1, 10)


def test_ways_and_what_would_close_a_circle() -> None:
    serves = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
    assert way(serves.__getitem__, "a", "d") in (["a", "b", "d"], ["a", "c", "d"])
    assert way(serves.__getitem__, "d", "a") == []
    assert way(serves.__getitem__, "a", "a") == ["a"]
    assert closing([("k", "o")], [("o", "p"), ("p", "k"), ("p", "q")]) == [("p", "k")]


def test_a_chain_of_thousands_is_no_problem() -> None:
    chain = [goal("o0"), *(goal(f"o{n}", f"k{n - 1}") for n in range(1, 5000))]
    parts = [measured(f"k{n}", f"o{n}") for n in range(4999)]
    tree = grown(chain, [*parts, measured("k4999", "o4999", 30)])
    assert percent(tree.objectives["o0"].progress) == 30
    assert preorder(chain)[-1][1] == 4999


@st.composite
def forests(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Objectives and key results with any ties between them, circles too, as arguments of `goal` and `measured`."""
    count = draw(st.integers(1, 7))
    key_results = [
        {"id_": f"k{n}", "objective": f"o{draw(st.integers(0, count - 1))}"} for n in range(draw(st.integers(0, 10)))
    ]
    targets = [f"o{n}" for n in range(count)] + [each["id_"] for each in key_results]
    day = st.integers(0, 9)
    for each in key_results:
        each |= {"value": draw(st.none() | st.integers(-50, 150)), "day": draw(day)}
        each["weight"] = draw(st.none() | st.decimals(0, 100, places=0))
        each["overridden"] = draw(st.none() | st.just(Decimal("0.25")))
        each["sources"] = draw(st.lists(st.sampled_from([one["id_"] for one in key_results]), max_size=2, unique=True))
        each["taken"] = at(draw(day)) if each["sources"] else None
        each["counts"] = draw(st.sampled_from([True, True, True, False]))
    objectives = [
        {
            "id_": f"o{n}",
            "serves": draw(st.none() | st.sampled_from(targets)),
            "day": draw(day),
            "source": draw(st.sampled_from(["key-results", "children", "both"])),
            "published": draw(st.none() | st.just(START)),
            "rules": draw(st.sampled_from([FIRST, RULES])),
        }
        for n in range(count)
    ]
    return objectives, key_results


def _grown(objectives: list[dict[str, Any]], key_results: list[dict[str, Any]], book: RuleBook | None = None) -> Tree:
    return grown([goal(**each) for each in objectives], [measured(**each) for each in key_results], book=book)


def _figures(tree: Tree) -> dict[str, Any]:
    figures: dict[str, Any] = {id_: (one.progress, one.cut) for id_, one in tree.objectives.items()}
    return figures | {
        id_: (one.progress, one.made_of, one.otherwise, one.sum, sorted(one.cut))
        for id_, one in tree.key_results.items()
    }


@settings(deadline=None)
@given(forests(), st.randoms(use_true_random=False))
def test_any_tree_is_worked_out_within_bounds_and_in_any_order(forest: Any, shuffle: random.Random) -> None:
    tree = _grown(*forest)
    for objective in tree.objectives.values():
        assert objective.progress is None or 0 <= objective.progress <= 1
    assert sorted(each.id for each, _ in preorder(list(tree.objectives.values()))) == sorted(tree.objectives)
    objectives, key_results = forest[0][:], forest[1][:]
    shuffle.shuffle(objectives)
    shuffle.shuffle(key_results)
    assert _figures(_grown(objectives, key_results)) == _figures(tree)


@settings(deadline=None)
@given(forests(), st.sampled_from([FIRST, RULES]))
def test_every_objective_counts_as_it_would_where_all_counted_by_its_rules(forest: Any, name: str) -> None:
    mixed, alone = _grown(*forest), _grown(*forest, rule_book(name))
    for id_, objective in mixed.objectives.items():
        if objective.rules == name:
            assert objective.progress == alone.objectives[id_].progress
    for id_, one in mixed.key_results.items():
        if mixed.objectives[one.objective].rules == name:
            assert (one.progress, one.made_of, one.sum) == (
                (other := alone.key_results[id_]).progress,
                other.made_of,
                other.sum,
            )


@settings(deadline=None)
@given(forests())
def test_adopting_restores_what_would_be_otherwise(forest: Any) -> None:
    objectives, key_results = forest
    before = _grown(objectives, key_results)
    by_hand = next((id_ for id_, one in before.key_results.items() if one.otherwise is not None), None)
    if by_hand is None or any(each.cut for each in (*before.objectives.values(), *before.key_results.values())):
        return
    adopted = [each | {"overridden": None, "taken": at(99)} if each["id_"] == by_hand else each for each in key_results]
    after = _grown(objectives, adopted).key_results[by_hand]
    assert (after.progress, after.otherwise) == (before.key_results[by_hand].otherwise, None)
