"""An ordinary organisation chart gets its groups: what gives way, in which order, and who alone stays out."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given as holds_for, strategies as st

from services.pairing.matching import Apart, Clash, Draw, GaveWay, History, Member, Plan, Unplaced
from services.pairing.matching.giving_way import draw
from services.pairing.matching.programme import Least, Programme, Row
from tests.brute_force import fewest_stopped
from tests.examples import examples
from tests.matching_kit import pairs_of, people


def managed(members: list[Member], manager: str) -> list[Apart]:
    return [Apart(*sorted((manager, each.id)), "manager", "manager") for each in members if each.id != manager]


def listed(members: list[Member], wisher: str) -> list[Apart]:
    return [Apart(*sorted((wisher, each.id)), "list", "list", wisher) for each in members if each.id != wisher]


def given(plan: Plan) -> dict[str, int]:
    return {each.rule: each.pairs for each in plan.gave_way}


def test_twenty_people_with_one_manager_of_all_get_their_groups() -> None:
    members = people(7, 6, 7)
    plan = draw(Draw(members, History(), "seed", apart=managed(members, "dev-0000")))
    assert sum(len(group.members) for group in plan.groups) == 20
    assert given(plan) in ({"manager": 1}, {"manager": 2})
    assert "manager and a report sit together" in plan.gave_way[0].says


def test_of_two_rules_the_team_gives_way_first() -> None:
    # Four of one team, and the manager of the only one outside it.
    members = people(2, 2, 1)
    team = {member.id: "one" for member in members}
    plan = draw(Draw(members, History(), "seed", apart=[Apart("cs-0000", "dev-0000", "boss", "manager")], teams=team))
    assert "manager" not in given(plan)
    assert given(plan)["team"] > 0
    assert ("cs-0000", "dev-0000") not in pairs_of(plan)


def test_who_has_everybody_on_his_list_alone_stays_out() -> None:
    members = people(7, 6, 7)
    plan = draw(Draw(members, History(), "seed", apart=listed(members, "cs-0003")))
    assert plan.unplaced == (Unplaced("cs-0003", "list"),)
    assert sum(len(group.members) for group in plan.groups) == 19
    assert plan.gave_way == ()


def test_teams_are_held_apart_by_team_however_many_people_they_have() -> None:
    members = people(700, 700, 700)
    teams = {member.id: f"team-{number // 3 % 10}" for number, member in enumerate(members)}
    plan = draw(Draw(members, History(), "seed", teams=teams))
    assert plan.gave_way == ()
    assert all(len({teams[person] for person in group.members}) == len(group.members) for group in plan.groups)


def test_where_one_team_is_most_of_the_pool_no_more_of_it_sit_together_than_must() -> None:
    members = people(5, 4, 3)
    teams = {member.id: "large" for number, member in enumerate(members) if number % 12 < 9}
    plan = draw(Draw(members, History(), "seed", teams=teams))
    # Four groups of three; of nine people one sits in a group of his own kind at least, and 2 + 2 + 2 + 3 is the best.
    assert given(plan) == {"team": 6}


@examples(60, thorough=300)
@holds_for(st.integers(0, 100_000))
def test_as_few_as_can_be_stay_out_and_only_for_their_own_lists(number: int) -> None:
    random = Random(number)
    members = people(2, 2, random.randint(1, 3))
    names = [member.id for member in members]
    lists = [
        Apart(*sorted((wisher, other)), "list", "list", wisher)
        for wisher in random.sample(names, random.randint(1, 4))
        for other in names
        if other != wisher and random.random() < 0.85
    ]
    request = Draw(members, History(), str(number), apart=lists)
    plan, least = draw(request), fewest_stopped(request)
    assert not any(request.broken(group.members) for group in plan.groups)
    if least is not None:
        assert [each.rule for each in plan.unplaced] == ["list"] * least
    assert {each.person for each in plan.unplaced if each.rule == "list"} <= {each.wisher for each in lists}
    assert len(plan.unplaced) + sum(len(group.members) for group in plan.groups) == len(members)


def test_of_many_people_too_only_those_stay_out_whose_lists_leave_them_nobody() -> None:
    members = people(300, 300, 300)
    wishers = [member.id for member in members[:5]]
    lists = [each for wisher in wishers for each in listed(members, wisher)]
    barred = [each for each in lists if "dev-0000" not in (each.one, each.other)]
    plan = draw(Draw(members, History(), "seed", apart=barred))
    # All five may sit with the same one only, so one of them has a place.
    assert len(plan.unplaced) == 4
    assert {each.person for each in plan.unplaced} < set(wishers)
    assert {each.rule for each in plan.unplaced} == {"list"}


def test_two_who_wish_for_nobody_but_each_other_sit_together() -> None:
    members = people(40, 39, 40)
    pair = ("cs-0003", "dev-0001")
    apart = [each for wisher in pair for each in listed(members, wisher) if {each.one, each.other} != set(pair)]
    plan = draw(Draw(members, History(), "seed", apart=apart))
    assert pair in pairs_of(plan)
    assert plan.unplaced == ()


def test_a_rule_gives_way_before_anybody_stays_out_for_it() -> None:
    members = people(7, 6, 7)
    apart = [*managed(members, "cs-0000"), *listed(members, "cs-0001")[:3]]
    plan = draw(Draw(members, History(), "seed", apart=apart))
    assert plan.unplaced == ()
    assert set(given(plan)) == {"manager"}


def test_what_always_holds_and_leaves_no_answer_is_named_within_few_steps() -> None:
    members = people(7, 6, 7)
    kept = [Apart(*sorted(("cs-0000", each.id))) for each in members if each.id != "cs-0000"]
    with pytest.raises(Clash, match="19 exclusions can't all be kept") as clash:
        draw(Draw(members, History(), "seed", apart=[*kept, Apart("dev-0000", "dev-0001")]))
    assert set(clash.value.apart) == set(kept)
    assert clash.value.proved


def test_the_work_is_bounded_by_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    members = people(7, 6, 7)
    solved: list[Row] = []
    least = Programme.least

    def counted(self: Programme, aim: Row) -> Least | None:
        solved.append(aim)
        return least(self, aim)

    monkeypatch.setattr(Programme, "least", counted)
    draw(Draw(members, History(), "bounded", apart=managed(members, "dev-0000")))
    assert len(solved) < 30


def test_repeats_are_the_first_to_give_way_and_are_named() -> None:
    members = people(2, 2, 2)
    first = draw(Draw(members, History(), "one"))
    second = draw(Draw(members, History(dict.fromkeys(pairs_of(first), 1)), "two"))
    assert second.gave_way == (GaveWay("repeats", second.repeats),)
