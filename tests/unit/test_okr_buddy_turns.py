"""Whether buddy groups meet by their own cadence, and that no figure of it tells of a single group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import create_engine

from services.okr.buddy_groups.domain import GroupLife, GroupTurn, Turn, held_by_unit, turns_ending
from services.okr.buddy_groups.view import met_and_expected, turns
from shared.events import (
    CadenceChosen,
    GroupAdjusted,
    GroupDissolved,
    GroupFormed,
    MeetingHeld,
    PersonJoined,
    Sealed,
    iso_week,
)
from shared.projection import metadata
from tests.views_kit import START, Store

MONDAY = date(2026, 7, 6)
FAR = MONDAY + timedelta(weeks=60)


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def lasts(*turns: Turn) -> list[date]:
    return [turn.last for turn in turns]


def test_a_group_without_a_choice_has_a_turn_in_each_whole_week() -> None:
    found = turns_ending(GroupLife(MONDAY, week(3)), MONDAY, FAR)
    assert found == [Turn(week(n), week(n) + timedelta(days=6)) for n in range(3)]


def test_the_week_in_which_it_was_formed_asks_for_nothing_unless_it_was_a_monday() -> None:
    found = turns_ending(GroupLife(MONDAY + timedelta(days=2), week(3)), MONDAY, FAR)
    assert lasts(*found) == [week(2) - timedelta(days=1), week(3) - timedelta(days=1)]


def test_a_group_that_ends_in_the_middle_of_a_turn_owes_nothing_for_it() -> None:
    life = GroupLife(MONDAY, week(3), [(MONDAY, 2)])
    assert lasts(*turns_ending(life, MONDAY, FAR)) == [week(2) - timedelta(days=1)]


def test_another_cadence_begins_with_the_week_in_which_it_was_chosen() -> None:
    life = GroupLife(MONDAY, week(8), [(week(1) + timedelta(days=3), 3), (week(6), 1)])
    assert lasts(*turns_ending(life, MONDAY, FAR)) == [
        week(1) - timedelta(days=1),
        week(4) - timedelta(days=1),
        week(7) - timedelta(days=1),
        week(8) - timedelta(days=1),
    ]


@given(
    st.integers(0, 20),
    st.none() | st.integers(0, 300),
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 8)), max_size=4),
    st.integers(0, 300),
)
def test_windows_side_by_side_lose_no_turn_and_count_none_twice(
    begins: int, over: int | None, cadences: list[tuple[int, int]], cut: int
) -> None:
    def day(number: int) -> date:
        return MONDAY + timedelta(days=number)

    chosen = [(day(since), weeks) for since, weeks in sorted(cadences)]
    life = GroupLife(day(begins), None if over is None else day(over), chosen)
    whole = turns_ending(life, day(0), day(300))
    assert whole == turns_ending(life, day(0), day(cut)) + turns_ending(life, day(cut + 1), day(300))
    for one, next_ in pairwise(whole):
        assert one.last < next_.first
    assert all(turn.first >= life.begins and (life.over is None or turn.last < life.over) for turn in whole)


@pytest.fixture
def store() -> Iterator[Store]:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as connection:
        yield Store(connection)


def company(store: Store, groups: dict[str, list[str]]) -> None:
    """People named after their team and a number, in weekly groups since the Monday."""
    for person in sorted({member for members in groups.values() for member in members}):
        team = person.rstrip("0123456789")
        store.tell(f"person/{person}", PersonJoined(name=Sealed(person), function="dev", team=team))
    for group, members in groups.items():
        formed = GroupFormed(rotation="r", label="2026-Q3", members=tuple(members), on=MONDAY)
        store.tell(f"group/{group}", formed)


def met(store: Store, group: str, *weeks: int) -> None:
    store.tell(f"group/{group}", *(MeetingHeld(week=iso_week(week(number))) for number in weeks))


FOUR = {f"g{n}": [f"sales{n}", f"dev{n}", f"cs{n}"] for n in range(5)}
END = week(4) - timedelta(days=1)


def test_meetings_held_of_those_that_the_groups_asked_for(store: Store) -> None:
    company(store, FOUR)
    met(store, "g0", 0, 1, 2, 3)
    met(store, "g1", 1)
    met(store, "g2", 3, 4)
    assert met_and_expected(store.connection, MONDAY, END, None) == (6, 20)
    assert met_and_expected(store.connection, MONDAY, END, "sales") == (6, 20)


def test_a_second_report_of_a_week_is_the_same_meeting_and_more_meetings_make_up_for_no_other(store: Store) -> None:
    company(store, FOUR)
    store.tell("group/g0", CadenceChosen(every_weeks=2), day=0)
    met(store, "g0", 0, 0, 1)
    assert met_and_expected(store.connection, MONDAY, END, None) == (1, 18)


def test_a_group_of_which_pairing_never_told_the_first_day_begins_on_that_of_its_event(store: Store) -> None:
    store.tell("group/g", GroupFormed(rotation="r", label="2026-Q3", members=("a", "b")), day=7)
    (turn,) = turns(store.connection, MONDAY, week(2) - timedelta(days=1))
    assert (turn.on, turn.met) == (week(2) - timedelta(days=1), False)
    assert datetime(2026, 7, 6, 9, tzinfo=UTC) == START


def test_who_was_in_the_group_when_the_turn_ended(store: Store) -> None:
    store.tell("group/g", GroupFormed(rotation="r", label="2026-Q3", members=("a", "b", "c"), on=MONDAY))
    store.tell("group/g", GroupAdjusted(members=("a", "b"), because="left", on=week(1)))
    store.tell("group/g", GroupDissolved(on=week(2)))
    found = turns(store.connection, MONDAY, FAR)
    assert [turn.members for turn in found] == [("a", "b", "c"), ("a", "b")]


@pytest.mark.parametrize(
    ("groups", "team"),
    [
        ({"g0": ["sales0", "dev0", "cs0"], "g1": ["sales1", "dev1", "cs1"]}, None),
        ({f"g{n}": ["sales0", "dev0"] for n in range(4)}, None),
        ({f"g{n}": [f"sales{n}", f"dev{n}"] for n in range(4)}, "sales"),
        ({f"g{n}": [f"sales{n}", f"dev{n}"] for n in range(6)} | {"o": ["cs0", "ops0", "ops1"]}, "sales"),
    ],
    ids=["two groups", "two people", "four of the team", "one group besides"],
)
def test_nothing_is_told_where_it_would_tell_of_single_groups(
    store: Store, groups: dict[str, list[str]], team: str | None
) -> None:
    company(store, groups)
    assert met_and_expected(store.connection, MONDAY, END, team) == (0, None)


def test_a_team_whose_groups_leave_enough_others_is_told(store: Store) -> None:
    company(store, {f"g{n}": [f"sales{n}", f"dev{n}"] for n in range(6)} | {f"o{n}": [f"cs{n}"] for n in range(3)})
    assert met_and_expected(store.connection, MONDAY, END, "sales") == (0, 24)


def test_a_week_in_which_few_groups_wanted_to_meet_is_left_out(store: Store) -> None:
    company(store, FOUR)
    for group in ("g2", "g3", "g4"):
        store.tell(f"group/{group}", CadenceChosen(every_weeks=2), day=0)
    met(store, "g0", 0, 1, 2, 3)
    met(store, "g2", 1, 2)
    every_second = [week(2) - timedelta(days=1), week(4) - timedelta(days=1)]
    assert [met_and_expected(store.connection, sunday, sunday, None) for sunday in every_second] == [(2, 5), (2, 5)]
    odd = week(3) - timedelta(days=1)
    assert met_and_expected(store.connection, odd, odd, None) == (0, None), "only two groups meet in that week"
    assert met_and_expected(store.connection, MONDAY, END, None) == (4, 10), "and no difference tells of it"


@given(st.data())
def test_no_difference_of_windows_or_units_tells_of_fewer_groups_than_three(data: st.DataObject) -> None:
    people = [f"p{number}" for number in range(14)]
    team_of: dict[str, str | None] = {person: data.draw(st.sampled_from(["a", "b", None])) for person in people}
    turns_drawn = data.draw(
        st.lists(
            st.tuples(st.integers(0, 7), st.integers(0, 3), st.sets(st.sampled_from(people), min_size=1, max_size=4)),
            unique_by=lambda drawn: drawn[:2],
            max_size=25,
        )
    )
    due = [GroupTurn(f"g{group}", week(at), tuple(sorted(members)), False) for group, at, members in turns_drawn]

    def told(among: list[GroupTurn]) -> dict[str | None, int]:
        return {unit: of for unit, (_, of) in held_by_unit(among, team_of).items()}

    for first in range(4):
        for last in range(first, 4):
            window = told([turn for turn in due if week(first) <= turn.on <= week(last)])
            shorter = told([turn for turn in due if week(first) <= turn.on < week(last)])
            for unit, of in window.items():
                assert of - shorter.get(unit, 0) not in (1, 2)
            if first == last and None in window:
                for unit in window.keys() - {None}:
                    assert window[None] - window[unit] not in (1, 2)
