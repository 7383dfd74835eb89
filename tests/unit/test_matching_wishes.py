"""What comes after repeats: fairness, then wishes in their order; and what stays together because it is asked."""

from __future__ import annotations

from itertools import combinations

import pytest

from services.pairing.matching import Apart, Clash, Draw, History, Member
from services.pairing.matching.giving_way import draw
from services.pairing.matching.plan import recency
from tests.matching_kit import pairs_of, people, quarters


@pytest.mark.parametrize(("gap", "cost"), [(1, 513_000), (2, 65_000), (4, 9_000), (8, 2_000), (80, 1_001)])
def test_a_repeat_costs_by_how_recent_it_is(gap: int, cost: int) -> None:
    assert recency(gap) == cost
    assert abs(cost - 1000 * (1 + (8 / gap) ** 3)) < 1


def test_of_two_repeats_the_older_one_is_taken() -> None:
    members = [Member("a", "dev"), Member("b", "dev"), Member("c", "cs"), Member("d", "cs")]
    gaps = {("a", "c"): 1, ("b", "d"): 5, ("a", "d"): 5, ("b", "c"): 5}
    plan = draw(Draw(members, History(gaps), "seed", size=2))
    assert [group.members for group in plan.groups] == [("a", "d"), ("b", "c")]


def everywhere(offices: int, *, hours: bool = False) -> list[Member]:
    """Half of each function in each office; with `hours` those of odd number work at night."""
    night = [(0, 540), (720, 1260)]
    return [
        Member(member.id, member.function, night[n % 2] if hours else None, f"office-{n % offices}")
        for n, member in enumerate(people(7, 6, 9))
    ]


def apart_by(attribute: str, members: list[Member], pairs: list[tuple[str, str]]) -> int:
    known = {member.id: getattr(member, attribute) for member in members}
    return sum(known[one] != known[other] for one, other in pairs)


def test_offices_stay_together_where_nothing_is_lost_by_it() -> None:
    members = everywhere(2)
    wished, careless = (draw(Draw(members, History(), "seed", wishes=wishes)) for wishes in (("office",), ()))
    assert wished.repeats == careless.repeats == 0
    assert apart_by("office", members, pairs_of(wished)) * 3 < apart_by("office", members, pairs_of(careless))


def test_the_order_of_the_wishes_is_the_organisers() -> None:
    members = [
        Member(member.id, member.function, ((0, 540), (720, 1260))[n % 2], f"office-{n // 2 % 2}")
        for n, member in enumerate(people(8, 8, 8))
    ]
    hours = draw(Draw(members, History({("cs-0000", "dev-0000"): 1}), "seed", wishes=("hours", "office")))
    office = draw(Draw(members, History({("cs-0000", "dev-0000"): 1}), "seed", wishes=("office", "hours")))
    assert apart_by("hours", members, pairs_of(hours)) <= apart_by("hours", members, pairs_of(office))
    assert apart_by("office", members, pairs_of(office)) <= apart_by("office", members, pairs_of(hours))


def test_a_language_in_common_is_wished_and_who_says_nothing_disturbs_nobody() -> None:
    spoken = [("ja",), ("en",), ("ja", "en"), ()]
    members = [Member(m.id, m.function, languages=spoken[n % 4]) for n, m in enumerate(people(4, 6, 8))]
    speaks = {member.id: set(member.languages) for member in members}
    plan = draw(Draw(members, History(), "seed"))
    strangers = [(a, b) for a, b in pairs_of(plan) if speaks[a] and speaks[b] and not speaks[a] & speaks[b]]
    assert len(strangers) <= 1


def test_nobody_is_in_a_two_person_group_twice_running_where_it_can_be_helped() -> None:
    members = people(6, 8, 8)
    first = draw(Draw(members, History(), "one"))
    small = [person for group in first.groups if len(group.members) == 2 for person in group.members]
    second = draw(Draw(members, History(dict.fromkeys(pairs_of(first), 1)), "two", spared=small))
    again = [person for group in second.groups if len(group.members) == 2 for person in group.members]
    assert len(small) == len(again) == 4
    assert not set(small) & set(again)


def test_pinned_people_stay_together_and_the_rest_is_drawn() -> None:
    members = people(6, 6, 6)
    pins = [("dev-0000", "dev-0001"), ("cs-0002", "sales-0003", "dev-0004"), ("cs-0005", "nobody")]
    request = Draw(members, History(), "seed", together=pins, apart=[Apart("dev-0000", "cs-0001")])
    plan = draw(request)
    groups = [set(group.members) for group in plan.groups]
    assert any({"dev-0000", "dev-0001"} <= group for group in groups)
    assert {"cs-0002", "sales-0003", "dev-0004"} in groups
    assert sum(map(len, groups)) == 18


@pytest.mark.parametrize(
    ("pins", "words"),
    [
        ([("dev-0000", "dev-0001"), ("dev-0001", "dev-0002", "dev-0003"), ("dev-0003", "dev-0004")], "four at most"),
        ([("dev-0000", "cs-0000")], "also to be apart"),
    ],
)
def test_impossible_pins_are_refused(pins: list[tuple[str, ...]], words: str) -> None:
    with pytest.raises(Clash, match=words):
        draw(Draw(people(5, 5, 5), History(), "seed", together=pins, apart=[Apart("cs-0000", "dev-0000")]))


def test_exclusions_may_need_other_groups_than_the_head_counts_suggest() -> None:
    members = people(2, 2, 2)
    apart = [Apart("sales-0000", f"cs-000{n}") for n in (0, 1)]
    plan = draw(Draw(members, History(), "seed", apart=apart))
    assert all(len(group.members) in (2, 3) for group in plan.groups)
    assert not {("cs-0000", "sales-0000"), ("cs-0001", "sales-0000")} & set(pairs_of(plan))


def test_in_a_larger_pool_too_other_groups_are_found_where_exclusions_need_them() -> None:
    members = people(29, 1, 30)
    apart = [Apart("cs-0000", member.id, "manager") for member in members if member.function == "sales"]
    plan = draw(Draw(members, History(), "seed", apart=apart))
    together = pairs_of(plan)
    assert not {("cs-0000", member.id) for member in members if member.function == "sales"} & set(together)
    assert sorted(person for group in plan.groups for person in group.members) == sorted(m.id for m in members)
    assert not any(group.same_function for group in plan.groups)


def test_who_may_be_with_nobody_is_named_in_a_large_pool_too() -> None:
    members = people(300, 300, 300)
    apart = [Apart("dev-0000", member.id, "list") for member in members if member.id != "dev-0000"]
    with pytest.raises(Clash, match="everybody else") as clash:
        draw(Draw(members, History(), "seed", apart=[*apart, Apart("cs-0001", "cs-0002")]))
    assert list(clash.value.apart) == apart


def test_a_clash_names_a_smallest_set() -> None:
    members = people(1, 1, 2)
    apart = [Apart(one.id, other.id) for one, other in combinations(members, 2)]
    with pytest.raises(Clash, match="can't all be kept") as clash:
        draw(Draw(members, History(), "seed", apart=apart))
    assert len(clash.value.apart) == 3


def test_a_plan_of_seats_gives_way_to_an_exclusion() -> None:
    members = people(7, 7, 7)
    before = quarters(members, 2)
    pair = pairs_of(before[0])[0]
    plan = draw(Draw(members, History(), "q0", apart=[Apart(*pair)]))
    assert pair not in pairs_of(plan)
    assert plan.repeats == 0
