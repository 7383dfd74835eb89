"""From the store to a draft: what is asked and what is kept apart holds in whatever groups are drawn."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from services.pairing.matching import Apart, Member
from services.pairing.programmes.domain import Programme
from services.pairing.rotations.draws import NoGroupsPossible, draft
from services.pairing.rotations.preparation import (
    Asked,
    Following,
    Prepared,
    TooFewPeople,
    Unaskable,
    _pool,
    kept_apart,
)
from services.pairing.rotations.views.draw_inputs import DrawInput
from shared.events import Invalid
from tests.examples import examples

AFTER = Following("quarter", "2026-Q4")


def prepared(people: dict[str, str], *apart: tuple[str, str]) -> Prepared:
    known = DrawInput(tuple(people.items()), {}, frozenset(), {}, None, (), {}, None)
    members = tuple(Member(person, function) for person, function in people.items())
    kept = tuple(Apart(*sorted(pair)) for pair in apart)
    return Prepared(Programme(), known, members, kept, len(people), "pool")


def company(size: int) -> dict[str, str]:
    return {f"p{number:02}": ("sales", "cs", "dev")[number % 3] for number in range(size)}


@st.composite
def asks(chosen: st.DrawFn) -> tuple[Prepared, Asked]:
    people = company(chosen(st.integers(4, 16)))
    names = sorted(people)
    pairs = st.lists(st.sampled_from(list(combinations(names, 2))), max_size=4, unique=True)
    pins = chosen(st.lists(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True), max_size=2))
    asked = Asked(tuple(tuple(sorted(pin)) for pin in pins), tuple(chosen(pairs)))
    return prepared(people, *chosen(pairs)), asked


@examples(60, thorough=300)
@given(asks())
def test_a_draft_never_breaks_an_exclusion_a_forbid_or_a_pin(asked: tuple[Prepared, Asked]) -> None:
    start, wanted = asked
    try:
        command = draft(start, AFTER, 1, wanted, "digest")
    except (NoGroupsPossible, Unaskable):
        # Nothing is relaxed where there is no answer.
        return
    groups = [set(group.members) for group in command.groups]
    placed = sorted(person for group in groups for person in group)
    assert placed == sorted(member.id for member in start.members)
    assert all(2 <= len(group) <= 4 for group in groups)
    for pair in (*((each.one, each.other) for each in start.apart), *wanted.forbidden):
        assert not any(group.issuperset(pair) for group in groups)
    for pin in wanted.pinned:
        assert any(group.issuperset(pin) for group in groups)
    assert (command.run, command.pool, command.pinned) == (1, "digest", wanted.pinned)


def test_a_clash_says_who_without_naming_anybody_in_the_sentence() -> None:
    people = {"anna": "sales", "boris": "cs"}
    with pytest.raises(NoGroupsPossible) as refused:
        draft(prepared(people, ("anna", "boris")), AFTER, 1, Asked(), "digest")
    assert [(each.one, each.other) for each in refused.value.apart] == [("anna", "boris")]
    assert "anna" not in str(refused.value)
    pinned = Asked(pinned=(("anna", "boris"),))
    with pytest.raises(NoGroupsPossible, match="stay together are also to be apart"):
        draft(prepared(company(6) | people, ("anna", "boris")), AFTER, 1, pinned, "digest")


def on_own_list(start: Prepared, wisher: str, *others: str) -> Prepared:
    """With these others on somebody's own list."""
    entries = [Apart(min(wisher, other), max(wisher, other), "to be kept apart", "list", wisher) for other in others]
    return replace(start, apart=kept_apart(start.programme, [*start.apart, *entries], (), company(99)))


def test_an_own_list_is_never_broken_and_costs_its_owner_alone() -> None:
    people = company(12)
    others = sorted(people)[1:]
    command = draft(on_own_list(prepared(people), "p00", *others), AFTER, 1, Asked(), "digest")
    assert command.waiting == ("p00",)
    assert sorted(person for group in command.groups for person in group.members) == others
    # Two who have each other on their lists, and room enough: nobody stays out, and they are apart.
    start = on_own_list(on_own_list(prepared(people), "p01", "p02"), "p02", "p01")
    command = draft(start, AFTER, 1, Asked(), "digest")
    assert command.waiting == ()
    assert not any({"p01", "p02"} <= set(group.members) for group in command.groups)


def test_nobody_is_left_to_draw_where_everybody_wants_to_be_with_nobody() -> None:
    start = on_own_list(prepared({"p00": "sales", "p01": "cs"}), "p00", "p01")
    with pytest.raises(TooFewPeople, match="fewer than two people"):
        draft(start, AFTER, 1, Asked(), "digest")


def test_an_entry_on_an_own_list_stands_for_itself_beside_the_other_s_and_beside_a_rule() -> None:
    one, both = (
        [Apart("a", "b", "w", "list", "a")],
        [Apart("a", "b", "w", "list", "a"), Apart("a", "b", "w", "list", "b")],
    )
    kept = kept_apart(Programme(), one, [("b", "a")], {"a", "b"})
    assert [(each.rule, each.wisher) for each in kept] == [("manager", None), ("list", "a")]
    assert len(kept_apart(Programme(), both, [("b", "a")], {"a", "b"})) == 3
    pools = [
        _pool(Programme(), None, (), kept_apart(Programme(), listed, (), {"a", "b"}), {}) for listed in (one, both)
    ]
    assert pools[0] != pools[1], "a change of his own list always shows, so it tells nothing of the other's"


def test_a_pin_that_cannot_be_says_who() -> None:
    start = on_own_list(prepared(company(12)), "p03", "p04")
    for pins, words in (
        (
            [("p00", "p01", "p02"), ("p02", "p03", "p05")],
            "P0, P1, P2, P3 and P5 would be pinned into one group, 5 people",
        ),
        ([("p03", "p04", "p08")], "P3, P4 and P8 can't all be in one group of this draw"),
        ([("p01", "p98"), ("p02", "p99")], "P98 and P99 can't be drawn now"),
    ):
        with pytest.raises(Unaskable, match="Somebody ") as refused:
            start.request("seed", Asked(pinned=tuple(pins)))
        assert str(refused.value.named({f"p{number:02}": f"P{number}" for number in range(100)})).startswith(words)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked(pinned=(("p00",),)), "two people at least"),
        (Asked(pinned=(("p00", "p00"),)), "each of them once"),
        (Asked(pinned=(("p00", "p99"),)), "can't be drawn now"),
        (Asked(forbidden=(("p00", "p99"),)), "can't be drawn now"),
        (Asked(forbidden=(("p00", "p00"),)), "name two people"),
    ],
)
def test_what_cannot_be_asked(asked: Asked, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        draft(prepared(company(6)), AFTER, 1, asked, "digest")


def test_fewer_than_two_people() -> None:
    with pytest.raises(TooFewPeople, match="a draw needs two at least"):
        draft(prepared({"p00": "sales"}), AFTER, 1, Asked(), "digest")


def test_a_draw_heeds_how_near_the_best_mix_a_programme_is_to_be_and_a_draft_of_another_is_stale() -> None:
    assert replace(prepared(company(6)), programme=Programme(near=2)).request("seed", Asked()).near == 2
    pools = [_pool(Programme(near=near), None, [Member("a", "x")], (), {}) for near in (0, 2)]
    assert pools[0] != pools[1]
    assert pools[0] == "3 cover None\na x", "drafts of older versions stay good"
