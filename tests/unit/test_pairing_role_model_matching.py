"""Seekers and role models: no pair would rather swap, no other assignment has a smaller total rank."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, strategies as st

from services.pairing.matching.role_models import (
    METHODS,
    Assigned,
    Certificate,
    Method,
    RoleModel,
    Search,
    Seeker,
    assign,
)
from services.pairing.matching.role_models.assign import blocking_pairs
from services.pairing.matching.role_models.least_rank import is_least
from tests.examples import examples

MODELS = ("m0", "m1", "m2", "m3")
TOPICS = ("abroad", "leading", "twins")


def subsets(of: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), unique=True, max_size=len(of)).map(tuple)


@st.composite
def searches(draw: st.DrawFn) -> Search:
    names = [f"s{number}" for number in range(draw(st.integers(0, 5)))]
    seekers = tuple(Seeker(name, draw(subsets(MODELS)), draw(subsets(TOPICS))) for name in names)
    chosen = draw(subsets(MODELS))
    models = tuple(
        RoleModel(name, draw(st.integers(1, 2)), draw(subsets(TOPICS)), draw(subsets(tuple(names))) if names else ())
        for name in chosen
    )
    pairs = list(product(names, chosen))
    apart = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)) if pairs else []
    return Search(seekers, models, tuple(apart))


def chosen(found: Assigned) -> dict[str, str]:
    return {one.seeker: one.role_model for one in found.placed if one.role_model is not None}


def prefers(search: Search, seeker: str, one: str, other: str | None) -> bool:
    """By the lists themselves, not by what the solver keeps."""
    order = list(search.ranks[seeker])
    return one in order and (other is None or order.index(one) < order.index(other))


@examples(150, thorough=750)
@given(searches())
def test_whatever_the_method_it_is_an_assignment(search: Search) -> None:
    for method in METHODS:
        found = assign(search, method)
        assert [one.seeker for one in found.placed] == sorted(seeker.id for seeker in search.seekers)
        load = Counter(chosen(found).values())
        assert all(load[model.id] <= model.capacity for model in search.role_models)
        assert not set(chosen(found).items()) & set(search.apart)
        assert all((one.role_model is None) == (one.because is not None) for one in found.placed)
        assert assign(Search(search.seekers[::-1], search.role_models[::-1], search.apart[::-1]), method) == found


@examples(150, thorough=750)
@given(searches())
def test_a_stable_assignment_has_no_pair_that_would_rather_swap(search: Search) -> None:
    found = assign(search, "stable")
    got = chosen(found)
    for seeker, model in product(search.seekers, search.role_models):
        if (seeker.id, model.id) in search.apart or not prefers(search, seeker.id, model.id, got.get(seeker.id)):
            continue
        place = search.liking[model.id]
        held = [other for other, his in got.items() if his == model.id]
        assert len(held) == model.capacity
        assert all(place[other] < place[seeker.id] for other in held), (seeker, model)
    assert found.certificate.blocking == 0


@examples(150, thorough=750)
@given(searches())
def test_no_assignment_places_more_or_as_many_for_less(search: Search) -> None:
    best = (0, 0)
    for picks in product(*([None, *ranks] for ranks in search.ranks.values())):
        load = Counter(pick for pick in picks if pick is not None)
        if all(load[model] <= search.capacity[model] for model in load):
            pairs = zip(search.ranks, picks, strict=True)
            total = sum(search.ranks[seeker][pick] for seeker, pick in pairs if pick is not None)
            best = max(best, (load.total(), -total))
    for method in METHODS:
        certificate = assign(search, method).certificate
        assert (certificate.most_placed, -certificate.least_total_rank) == best
        assert certificate.proved
        assert (certificate.placed, -certificate.total_rank) <= best


def test_each_method_keeps_its_own_promise() -> None:
    """Both `a` and `b` want `x`, who prefers `a`; but going elsewhere costs `b` two ranks and `a` one."""
    seekers = (Seeker("a", ("x", "y")), Seeker("b", ("x", "z", "y")), Seeker("c", ("z",)))
    models = (RoleModel("x", 1, preferred=("a",)), RoleModel("y", 1), RoleModel("z", 1, preferred=("c",)))
    search = Search(seekers, models)
    stable, least = assign(search, "stable"), assign(search, "least-rank")
    assert chosen(stable) == {"a": "x", "b": "y", "c": "z"}
    assert stable.certificate == Certificate(3, 5, 0, most_placed=3, least_total_rank=4, proved=True)
    assert chosen(least) == {"a": "y", "b": "x", "c": "z"}
    assert least.certificate == Certificate(3, 4, 1, most_placed=3, least_total_rank=4, proved=True)


def test_the_proof_is_refused_for_a_worse_assignment() -> None:
    search = Search((Seeker("a", ("x", "y")), Seeker("b", ("y", "x"))), (RoleModel("x", 1), RoleModel("y", 1)))
    assert is_least(search, {"a": "x", "b": "y"})
    assert not is_least(search, {"a": "y", "b": "x"})
    assert not is_least(search, {"a": "x"})
    assert blocking_pairs(search, {"a": "y", "b": "x"}) == [("a", "x"), ("b", "y")]


def test_what_somebody_would_have_without_saying_all_of_it() -> None:
    models = tuple(
        RoleModel(name, 1, topics) for name, topics in (("x", ("t",)), ("y", ("t", "u")), ("z", ("u",)), ("w", ()))
    )
    wants = Seeker("wants", ("w",), ("t", "u"))
    search = Search(
        (wants, Seeker("says nothing"), Seeker("odd", (), ("golf",)), Seeker("x")), models, (("wants", "z"),)
    )
    assert search.ranks["wants"] == {"w": 1, "y": 2, "x": 3}
    assert search.ranks["says nothing"] == {"w": 1, "x": 1, "y": 1, "z": 1}
    assert search.ranks["odd"] == {}
    assert "x" not in search.ranks["x"], "nobody is his own role model"


def test_who_goes_without_is_told_why() -> None:
    search = Search((Seeker("a", ("x",)), Seeker("b", ("x",)), Seeker("c", ("gone",))), (RoleModel("x", 1),))
    assert {one.seeker: one.because for one in assign(search).placed} == {"a": None, "b": "full", "c": "nobody-fits"}


@pytest.mark.parametrize("method", METHODS)
def test_nobody_at_all(method: Method) -> None:
    assert assign(Search((), ()), method).placed == ()
    assert assign(Search((Seeker("a"),), ()), method).placed[0].because == "nobody-fits"


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="twice"):
        Search((Seeker("a"), Seeker("a")), ())
    with pytest.raises(ValueError, match="0 places"):
        Search((), (RoleModel("x", 0),))
