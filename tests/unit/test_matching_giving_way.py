"""An ordinary organisation chart gets its groups: what gives way, in which order, and who alone stays out."""

from __future__ import annotations

from services.pairing.matching import Apart, Draw, GaveWay, History, Member, Plan, Unplaced, draw
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


def test_repeats_are_the_first_to_give_way_and_are_named() -> None:
    members = people(2, 2, 2)
    first = draw(Draw(members, History(), "one"))
    second = draw(Draw(members, History(dict.fromkeys(pairs_of(first), 1)), "two"))
    assert second.gave_way == (GaveWay("repeats", second.repeats),)
