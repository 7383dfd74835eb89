"""The order of an agenda: the strongest first, and no team, objective or person over all the others."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, strategies as st

from services.okr.win_sessions.domain.sequence import Candidate, agenda
from shared.events import Win

START = datetime(2026, 8, 1, tzinfo=UTC)


def candidate(
    name: str,
    strength: int,
    *,
    team: str | None = None,
    objective: str | None = None,
    owner: str | None = None,
    day: int = 0,
) -> Candidate:
    people = () if owner is None else (owner,)
    time = START + timedelta(days=day)
    win = Win(
        item=name,
        kind="reached",
        source=name,
        time=time,
        strength=Decimal(strength),
        objective=objective,
        people=people,
    )
    return Candidate(win, team)


def names(wins: tuple[Win, ...]) -> list[str]:
    return [win.item for win in wins]


def test_the_strongest_first_and_of_equals_what_is_so_for_longer() -> None:
    found = [candidate("a", 5, day=3), candidate("b", 9), candidate("c", 5, day=1), candidate("d", 5, day=1)]
    assert names(agenda(found)) == ["b", "c", "d", "a"]
    assert names(agenda(found, 2)) == ["b", "c"]
    assert agenda([]) == ()


def test_a_team_has_three_tenths_of_the_places_while_others_wait() -> None:
    loud = [candidate(f"loud {n}", 100 - n, team="Loud") for n in range(8)]
    quiet = [candidate(f"quiet {n}", 50 - n, team=f"Quiet {n}") for n in range(9)]
    assert names(agenda([*loud, *quiet], 10)) == ["loud 0", "loud 1", "loud 2", *(f"quiet {n}" for n in range(7))]
    assert names(agenda([*loud, *quiet[:2]], 10)) == [*(f"loud {n}" for n in range(8)), "quiet 0", "quiet 1"]
    assert len(agenda(loud, 5)) == 5


def test_an_objective_and_a_person_have_a_fifth() -> None:
    one = [candidate(f"one {n}", 100 - n, objective="o") for n in range(4)]
    hers = [candidate(f"hers {n}", 80 - n, owner="mei") for n in range(4)]
    rest = [candidate(f"rest {n}", 50 - n, objective=f"o{n}", owner=f"p{n}") for n in range(10)]
    chosen = names(agenda([*one, *hers, *rest], 10))
    assert chosen == ["one 0", "one 1", "hers 0", "hers 1", *(f"rest {n}" for n in range(6))]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from("ABC"), st.sampled_from("opq"), st.sampled_from("xyz")),
        max_size=30,
    ),
    st.integers(1, 12),
)
def test_no_place_stays_empty_and_nobody_is_passed_over_but_by_the_shares(
    made: list[tuple[int, str, str, str]], places: int
) -> None:
    found = [
        candidate(str(n), strength, team=team, objective=objective, owner=owner)
        for n, (strength, team, objective, owner) in enumerate(made)
    ]
    chosen = names(agenda(found, places))
    assert len(chosen) == min(places, len(found))
    assert len(set(chosen)) == len(chosen)
    by_name = {each.win.item: each for each in found}
    strengths = [by_name[name].win.strength for name in chosen]
    assert strengths == sorted(strengths, reverse=True)
    for name in by_name.keys() - set(chosen):
        left = by_name[name]
        weaker = [by_name[each] for each in chosen if by_name[each].win.strength < left.win.strength]
        if weaker:
            sides = (left.team, left.win.objective, left.win.people[0])
            held = Counter(
                side
                for each in (by_name[one] for one in chosen)
                for side in (each.team, each.win.objective, each.win.people[0])
            )
            assert any(held[side] >= max(1, -(-places // 5)) for side in sides), left
