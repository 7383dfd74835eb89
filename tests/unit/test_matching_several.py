"""More functions than seats: who meets follows from the past, all functions meet alike, and what is proved is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.pairing.matching import Draw, History, Member, Plan
from services.pairing.matching.bounds import needs
from services.pairing.matching.composition import aim
from services.pairing.matching.giving_way import draw
from services.pairing.matching.round_robin import RoundRobin, round_robin
from services.pairing.matching.simulate import simulate
from services.pairing.rotations.explanation import quality
from tests.brute_force import aims_of, judged
from tests.examples import examples
from tests.matching_kit import pairs_of
from tests.oracles import oracle


def functions(*counts: int) -> list[Member]:
    return [
        Member(f"{name}{n:02}", name) for name, count in zip("abcdefgh", counts, strict=False) for n in range(count)
    ]


def followed(members: list[Member], size: int, quarters: int) -> list[Plan]:
    """So many quarters, each knowing all before it."""
    last: dict[tuple[str, str], int] = {}
    plans: list[Plan] = []
    for quarter in range(quarters):
        history = History({pair: quarter - when for pair, when in last.items()})
        seats, turn = (plans[-1].seats, plans[-1].turn) if plans else ({}, None)
        plans.append(draw(Draw(members, history, f"q{quarter}", size, seats=seats, turn=turn)))
        last |= dict.fromkeys(pairs_of(plans[-1]), quarter)
    return plans


def meetings(plans: Sequence[Plan], members: Sequence[Member]) -> Counter[tuple[str, ...]]:
    function = {member.id: member.function for member in members}
    return Counter(tuple(sorted((function[one], function[other]))) for plan in plans for one, other in pairs_of(plan))


@st.composite
def small_pools(make: st.DrawFn, near: int = 0) -> Draw:
    random = Random(make(st.integers(0, 10_000)))
    members = [Member(f"p{n}", random.choice("abcde"[: random.randint(2, 5)])) for n in range(random.randint(4, 7))]
    share = make(st.sampled_from([0.2, 0.5, 0.8, 1.0]))
    pairs = combinations(sorted(member.id for member in members), 2)
    gaps = {pair: random.randint(1, 6) for pair in pairs if random.random() < share}
    size, policy = make(st.sampled_from([2, 3, 4])), make(st.sampled_from(["cover", "pairs"]))
    return Draw(members, History(gaps), str(share), size=size, policy=policy, near=near)


@examples(40, thorough=200)
@given(small_pools())
def test_what_is_proved_is_what_trying_everything_shows(request: Draw) -> None:
    plan, truth = draw(request), judged(request)
    by_id = {member.id: member for member in request.members}
    assert aims_of([[by_id[person] for person in group.members] for group in plan.groups], request) == truth.aims
    assert plan.over == "rules"
    assert plan.repeats == plan.least_repeats == truth.repeats
    assert plan.cost - plan.gap <= truth.cost <= plan.cost


@pytest.mark.parametrize("near", [1, 3])
@examples(15, thorough=75)
@given(data=st.data())
def test_compositions_near_the_best_are_taken_where_they_have_fewer_repeats_and_no_other(
    near: int, data: st.DataObject
) -> None:
    request = data.draw(small_pools(near))
    plan, truth = draw(request), judged(request)
    by_id = {member.id: member for member in request.members}
    aims = aims_of([[by_id[person] for person in group.members] for group in plan.groups], request)
    assert all(aim <= most for aim, most in zip(aims, truth.most, strict=True))
    assert plan.repeats == plan.least_repeats == truth.repeats
    assert plan.cost - plan.gap <= truth.cost <= plan.cost


@pytest.mark.parametrize(("near", "repeats"), [(0, 9), (2, 7), (3, 6)])
def test_groups_are_mixed_less_well_only_for_repeats_that_this_spares(near: int, repeats: int) -> None:
    members = functions(3, 3, 3)
    start = Draw(members, History(), "seed", near=near)
    assert [quarter.repeats for quarter in simulate(start, 3).quarters] == [0, 0, 0]
    met = {pair: 2 for pair in combinations(sorted(member.id for member in members), 2) if pair[0][0] != pair[1][0]}
    fourth = draw(Draw(members, History(met), "seed", near=near))
    assert (fourth.repeats, fourth.least_repeats) == (repeats, repeats)
    mixed = draw(Draw(members, History(dict.fromkeys(list(met)[:1], 1)), "seed", near=near))
    assert (mixed.repeats, {group.same_function for group in mixed.groups}) == (0, {False})
    function = {member.id: member.function for member in members}
    assert all(len({function[person] for person in group.members}) == 3 for group in mixed.groups)


def test_four_functions_of_one_person_meet_three_quarters_without_a_repeat() -> None:
    plans = followed(functions(1, 1, 1, 1), 2, 4)
    assert [plan.repeats for plan in plans] == [0, 0, 0, 2]
    assert [plan.least_repeats for plan in plans] == [0, 0, 0, 2]


def test_where_the_first_choice_was_worse_the_other_functions_meet() -> None:
    members = functions(1, 1, 1, 1)
    plan = draw(Draw(members, History({("a00", "b00"): 3, ("c00", "d00"): 3}), "seed", 2))
    assert (plan.repeats, plan.least_repeats, plan.optimal) == (0, 0, True)
    simulated = simulate(Draw(members, History(), "seed", 2), 6)
    assert [(quarter.repeats, quarter.least) for quarter in simulated.quarters][2:4] == [(0, 0), (2, 2)]


@pytest.mark.parametrize("case", oracle("pairing", "more_functions_than_seats"))
def test_pairs_of_several_functions_go_by_a_round_robin(case: dict[str, Any]) -> None:
    members = functions(*[case["people_each"]] * case["functions"])
    plans = followed(members, case["size"], case["quarters_without_a_repeat"])
    assert not any(plan.repeats for plan in plans)
    if case["people_each"] == 10:
        assert set(meetings(plans[:12], members).values()) == {40}
        assert len(meetings(plans[:12], members)) == 6


def test_six_functions_in_trios_see_many_kinds_of_groups_and_meet_alike() -> None:
    members = functions(*[10] * 6)
    plans = followed(members, 3, 4)
    function = {member.id: member.function for member in members}
    kinds = {tuple(sorted(function[person] for person in group.members)) for plan in plans for group in plan.groups}
    assert len(kinds) == 20
    assert set(meetings(plans, members).values()) == {16}


@pytest.mark.parametrize(("counts", "size"), [((6, 6, 6, 6, 6, 6), 2), ((5, 6, 7, 6), 2), ((4, 5, 6, 5, 4), 3)])
def test_over_a_year_no_two_functions_use_less_than_half_the_share_that_others_use(
    counts: tuple[int, ...], size: int
) -> None:
    members = functions(*counts)
    plans = followed(members, size, 6)
    heads = Counter(member.function for member in members)
    for start in range(3):
        year = meetings(plans[start : start + 4], members)
        shares = [year[one, other] / heads[one] / heads[other] for one, other in combinations(sorted(heads), 2)]
        assert min(shares) * 2 >= max(shares)


@st.composite
def companies(make: st.DrawFn) -> tuple[list[Member], int]:
    """Several functions of unlike sizes, and the size of groups."""
    counts = make(st.lists(st.integers(2, 7), min_size=3, max_size=5))
    return functions(*counts), make(st.sampled_from([2, 2, 3]))


@examples(12, thorough=60)
@given(companies())
def test_over_a_year_functions_meet_evenly_or_it_is_said_and_nothing_as_good_would_have_kept_them_even(
    company: tuple[list[Member], int],
) -> None:
    members, size = company
    heads = Counter(member.function for member in members)
    plans = followed(members, size, 5)
    for quarter, plan in enumerate(plans):
        past = plans[max(0, quarter - 3) : quarter]
        used = _who_met(past, members)
        told = {each.rule: each.pairs for each in plan.gave_way}
        low = _starved(used + meetings([plan], members), heads) if quarter >= 3 else 0
        assert told.get("functions", 0) == low
        if low and not plan.repeats:
            aimed = aim(heads, size)
            assert aimed is not None
            others = [Counter(needs(kinds)) for kinds in aimed.few(200)]
            assert all(_starved(used + other, heads) for other in others)


def _who_met(plans: Sequence[Plan], members: Sequence[Member]) -> Counter[tuple[str, ...]]:
    """How many pairs of people of each two functions met, once or several times."""
    function = {member.id: member.function for member in members}
    met = {pair for plan in plans for pair in pairs_of(plan)}
    return Counter(tuple(sorted((function[one], function[other]))) for one, other in met)


def _starved(met: Counter[tuple[str, ...]], heads: Counter[str]) -> int:
    shares = [met[pair] / (heads[pair[0]] * heads[pair[1]]) for pair in combinations(sorted(heads), 2)]
    return sum(2 * share < max(shares) - 1e-9 for share in shares)


@pytest.mark.parametrize("players", [2, 4, 10])
def test_in_a_round_robin_each_meets_each_once(players: int) -> None:
    rounds = round_robin(players)
    assert len(rounds) == players - 1
    assert all(sorted(one for pair in round_ for one in pair) == list(range(players)) for round_ in rounds)
    assert sorted(pair for round_ in rounds for pair in round_) == list(combinations(range(players), 2))
    assert rounds[0] == tuple((player, player + 1) for player in range(0, players, 2))


@pytest.mark.parametrize(("count", "each"), [(4, 1), (4, 5), (3, 2), (3, 6), (4, 6)])
def test_several_functions_meet_as_long_as_there_is_anybody_new(count: int, each: int) -> None:
    plan = RoundRobin(count, each)
    assert plan.turns == (count - 1) * each
    met = [tuple(sorted(pair)) for turn in range(plan.turns) for pair in plan.groups(turn)]
    assert len(set(met)) == len(met) == count * (count - 1) // 2 * each**2
    assert all(one // each != other // each for one, other in met)


def test_an_odd_number_has_no_round_robin() -> None:
    with pytest.raises(ValueError, match="even number"):
        round_robin(5)
    with pytest.raises(ValueError, match="without a rest"):
        RoundRobin(3, 3)


def told(repeats: int, least: int, optimal: bool, over: str) -> str:
    proved = {"least_repeats": least, "optimal": optimal, "proved_over": over}
    return quality({"repeats": repeats, "gave_way": [], **proved})


def test_how_good_a_draw_is_never_mixes_how_many_and_how_old() -> None:
    assert told(0, 0, True, "rules") == "nobody meets anybody again"
    assert told(2, 2, True, "rules") == (
        "2 pairs have been together before; among all draws that the rules allow none has fewer: proved; and none with "
        "as few lets older acquaintances meet instead: proved"
    )
    assert told(3, 2, True, "kinds") == (
        "3 pairs have been together before; among all draws with these group kinds every one has at least 2: proved; "
        "one with fewer than here, if there is any, would let people meet again sooner"
    )
    assert told(3, 2, False, "rules").endswith("every one has at least 2: proved")
